"""Who belongs together, what are they doing, to whom, when? Ties -> campaigns.

find_campaigns(store, seed=0)   divides the tied accounts; fills campaigns and memberships
find_operations(store, seed=0)  puts campaigns that are linked together; fills operations
set_members_aside(store, accounts)  takes accounts that people excluded out of campaigns
keep_names(store)               remembers whom each name stands for, for the next detection
attach(store, ...)              finds who stands with a campaign and is no member
attach_accounts(store, found)   keeps who stands with a campaign and is no member; fills attached
profile(store, "C1")            one campaign, measured, as a CampaignProfile
profiles(store, ["C1", "C2"])   several, in one go
place_campaigns(store)          measures whom campaigns address; fills targets, target_days, floods
aimed_posts(store, accounts)    what they post at one person or body, summed up: AimedPosts
placements(store, ["C1"])       whom they address, for readers: {campaign: Placement}
give_label(store, "N3f2a", "a name")  names a message; names_of, codes_of, remove_label
find_waves(store)               the most copied messages of a case, tied or not; fills waves
covers(store, ["C1"])           filler, reactions from outside, pace: {campaign: Cover}
anatomies(store, ["C1", "C2"])  to whom, when, with what around it: {campaign: Anatomy}
measure_schedules(store, ["C1", "C2"])  when they are at work: {campaign: Schedule}
read_lexicon(path)              words of the analyst's, to be counted in posts per target
read_timetable(path)            windows of the week that an analyst names, to test them
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.campaigns.account_sample import AccountSample
    from demasque.campaigns.anatomy import Anatomy, anatomies
    from demasque.campaigns.attachment import attach, attach_accounts
    from demasque.campaigns.cover.covering import covers
    from demasque.campaigns.cover.parts_of_cover import Cover, Echo, Filler
    from demasque.campaigns.division.stability import RESAMPLES
    from demasque.campaigns.exclusions.setting_aside import campaigns_left, set_members_aside
    from demasque.campaigns.finding import find_campaigns
    from demasque.campaigns.languages import STATED
    from demasque.campaigns.lasting_names import keep_names
    from demasque.campaigns.measuring import profiles
    from demasque.campaigns.messages.message_labels import (
        CODES,
        NAMES,
        codes_of,
        families_of,
        give_label,
        names_of,
        remove_label,
    )
    from demasque.campaigns.messages.waves import find_waves
    from demasque.campaigns.operations.conduct import CONDUCT
    from demasque.campaigns.operations.contents import CONTENTS
    from demasque.campaigns.operations.finding_operations import COMPARED, find_operations
    from demasque.campaigns.overview import BY_EVIDENCE
    from demasque.campaigns.placement.addressing import ADDRESSED
    from demasque.campaigns.placement.aimed_posts import AimedPosts, aimed_posts
    from demasque.campaigns.placement.lexicons import read_lexicon
    from demasque.campaigns.placement.placing import place_campaigns
    from demasque.campaigns.placement.target_reading import NAMED_VENUES, placements
    from demasque.campaigns.placement.targets import (
        Flood,
        Harm,
        Placement,
        SharedTag,
        Target,
        TargetDay,
    )
    from demasque.campaigns.profile import (
        Audience,
        CampaignProfile,
        Day,
        KindTies,
        Member,
        PersonalDetails,
        Sharing,
        Trace,
        Venue,
    )
    from demasque.campaigns.schedules.measuring_schedules import measure_schedules
    from demasque.campaigns.schedules.office_zones import OfficeZones
    from demasque.campaigns.schedules.posting_batches import Batches
    from demasque.campaigns.schedules.quiet_days import HolidayMatch, QuietDays
    from demasque.campaigns.schedules.schedule import Schedule
    from demasque.campaigns.schedules.schedule_sentences import weekday_name, zone_name
    from demasque.campaigns.schedules.shift_changes import ShiftChange
    from demasque.campaigns.schedules.timetable import Timetable, read_timetable
    from demasque.campaigns.schedules.week_profile import WeekProfile
    from demasque.campaigns.schedules.window_scan import FoundWindow
    from demasque.campaigns.schedules.window_trial import TriedLine, WindowTrial
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "ADDRESSED",
    "BY_EVIDENCE",
    "CODES",
    "COMPARED",
    "CONDUCT",
    "CONTENTS",
    "NAMED_VENUES",
    "NAMES",
    "RESAMPLES",
    "STATED",
    "AccountSample",
    "AimedPosts",
    "Anatomy",
    "Audience",
    "Batches",
    "CampaignProfile",
    "Cover",
    "Day",
    "Echo",
    "Filler",
    "Flood",
    "FoundWindow",
    "Harm",
    "HolidayMatch",
    "KindTies",
    "Member",
    "OfficeZones",
    "PersonalDetails",
    "Placement",
    "QuietDays",
    "Schedule",
    "SharedTag",
    "Sharing",
    "ShiftChange",
    "Target",
    "TargetDay",
    "Timetable",
    "Trace",
    "TriedLine",
    "Venue",
    "WeekProfile",
    "WindowTrial",
    "aimed_posts",
    "anatomies",
    "attach",
    "attach_accounts",
    "campaigns_left",
    "codes_of",
    "covers",
    "families_of",
    "find_campaigns",
    "find_operations",
    "find_waves",
    "give_label",
    "keep_names",
    "measure_schedules",
    "names_of",
    "place_campaigns",
    "placements",
    "profiles",
    "read_lexicon",
    "read_timetable",
    "remove_label",
    "set_members_aside",
    "weekday_name",
    "zone_name",
]
