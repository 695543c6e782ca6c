"""What a letter to a platform says, as values: facts, how sure, what is asked, what is not known.

It asks for a review under the platform's own rules and never for a removal, and gives each account
its own reason (Santa Clara Principles 2.0: numbers, notice, appeal). How likely and how sure stand
in sentences of their own (United States Intelligence Community Directive 203).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from demasque.findings import CaseFindings, HandedCampaign
from demasque.publish.brief_advice import not_looked_at
from demasque.publish.brief_content import brief_content
from demasque.publish.referral.letters.letter_findings import (
    how_sure,
    judged_by_person,
    other_explanations,
    their_messages,
    what_was_found,
)
from demasque.publish.referral.letters.letter_section import LetterSection, as_written
from demasque.publish.referral.letters.notice_elements import notice_elements
from demasque.publish.referral.referral_values import UNKNOWN, ReferralRequest, ReferralRules
from demasque.publish.referral.referred_rows import MemberCounts
from demasque.sentences import Sentence


@dataclass(frozen=True)
class LetterNumbers:
    """What the letter names, and what of the group it leaves out, and why."""

    accounts: int
    posts: int
    counts: MemberCounts
    unnamed: int


@dataclass(frozen=True)
class LetterContent:
    """One letter, but for its list of accounts. ``head`` holds what stands above it, by label."""

    title: Sentence
    head: tuple[tuple[Sentence, Sentence], ...]
    sections: tuple[LetterSection, ...]
    found_at: datetime | None


def letter_content(
    found: CaseFindings,
    handed: HandedCampaign,
    request: ReferralRequest,
    rules: ReferralRules,
    numbers: LetterNumbers,
) -> LetterContent:
    """Word a referral of one campaign's accounts on one platform."""
    page = brief_content(found, handed.campaign)
    sections = (
        _asked(),
        what_was_found(handed, page.found),
        their_messages([each.words for each in page.messages if not each.passed_on]),
        how_sure(handed),
        *(judged_by_person(one) for one in handed.judgements),
        other_explanations(handed),
        numbers_section(numbers),
        _policies(rules),
        _unknown(found),
        _errors(request),
        *notice_elements(request),
    )
    return LetterContent(
        title=Sentence("Accounts acting together: referral for review"),
        head=tuple(_head(request, rules, handed, page.found_at)),
        sections=tuple(each for each in sections if each.paragraphs or each.points),
        found_at=page.found_at,
    )


def _head(
    request: ReferralRequest,
    rules: ReferralRules,
    handed: HandedCampaign,
    found_at: datetime | None,
) -> Iterator[tuple[Sentence, Sentence]]:
    yield Sentence("Addressed to"), as_written(rules.receiver(request))
    yield Sentence("Written by"), as_written(request.by)
    yield Sentence("Errors and appeals"), as_written(request.contact)
    unknown = request.platform == UNKNOWN
    platform = Sentence("unknown platform") if unknown else request.platform
    yield (
        Sentence("About"),
        Sentence("{campaign}, on {platform}", campaign=handed.campaign, platform=platform),
    )
    if found_at is not None:
        yield Sentence("As found on"), Sentence("{day}", day=found_at.date())


def _asked() -> LetterSection:
    return LetterSection(
        Sentence("What we ask"),
        (
            Sentence(
                "Please review the accounts and posts in the list under your own rules, each one "
                "by itself. That an account is listed says what was measured, not that it broke a "
                "rule: the decision is yours."
            ),
            Sentence(
                "You know what we cannot: sign-ups, devices, addresses, recovery details. Where "
                "they speak for an account, please leave it alone, and tell us, so that we take it "
                "out too."
            ),
            Sentence(
                "Please tell us how many accounts and posts you acted on, under which rule, how "
                "many you left as they are, and what was restored on appeal."
            ),
        ),
    )


def numbers_section(numbers: LetterNumbers) -> LetterSection:
    """How many accounts the group has, and the letter names; each figure says of what it is."""
    counts = numbers.counts
    points = [
        Sentence.counted(
            "The whole group, on all platforms: {n} account.",
            "The whole group, on all platforms: {n} accounts.",
            counts.members,
        ),
        Sentence.counted(
            "Of these, on this platform: {n} account.",
            "Of these, on this platform: {n} accounts.",
            counts.here,
        ),
        Sentence(
            "Listed here, all on this platform: {accounts}, {posts}.",
            accounts=Sentence.counted("{n} account", "{n} accounts", numbers.accounts),
            posts=Sentence.counted("{n} post", "{n} posts", numbers.posts),
        ),
    ]
    return LetterSection(Sentence("In numbers"), (), (*points, *_left_out(numbers)))


def _left_out(numbers: LetterNumbers) -> Iterator[Sentence]:
    """Why accounts of the platform are not listed; what holds of none is not said."""
    excluded, unsure, unnamed = numbers.counts.excluded, numbers.counts.unsure, numbers.unnamed
    if excluded:
        yield Sentence.counted(
            "On this platform, {n} account was excluded after review by named persons; it is "
            "counted nowhere above.",
            "On this platform, {n} accounts were excluded after review by named persons; they are "
            "counted nowhere above.",
            excluded,
        )
    if unsure:
        yield Sentence.counted(
            "On this platform, {n} account is left out because a named person is unsure of it.",
            "On this platform, {n} accounts are left out because a named person is unsure of them.",
            unsure,
        )
    if unnamed:
        yield Sentence.counted(
            "On this platform, {n} account is left out because its original id, or a post that "
            "shows a tie, is not at hand any more.",
            "On this platform, {n} accounts are left out because their original ids, or posts that "
            "show a tie, are not at hand any more.",
            unnamed,
        )


def _policies(rules: ReferralRules) -> LetterSection:
    heading = Sentence("Rules of yours that this may touch")
    if rules.kept is None:
        return LetterSection(
            heading, (Sentence("Under which of your rules this falls is for you to say."),)
        )
    points = tuple(
        Sentence(
            "{title} ({language}): {link} (read on {day})",
            title=each.title,
            language=each.language,
            link=each.link,
            day=each.checked,
        )
        for each in rules.kept.policies
    )
    return LetterSection(
        heading,
        (
            Sentence(
                "Headings as we read them on the day given; whether one of them applies is for you "
                "to say."
            ),
        ),
        points,
    )


def _unknown(found: CaseFindings) -> LetterSection:
    return LetterSection(
        Sentence("What we do not know"),
        (
            Sentence(
                "Who is behind the accounts was not found, and was not looked for. Whether several "
                "of them have one owner cannot be told from public posts."
            ),
            Sentence(
                "Only public posts in exports were read: what the exports lack, nobody looked at."
            ),
        ),
        not_looked_at(found),
    )


def _errors(request: ReferralRequest) -> LetterSection:
    return LetterSection(
        Sentence("If something here is wrong"),
        (
            Sentence(
                "Holders of accounts, and you, reach us at {contact}. Please pass the address on "
                "with any notice that you give them.",
                contact=request.contact,
            ),
            Sentence(
                "An account that was listed by mistake is taken out of the case and of whatever is "
                "made of it from then on."
            ),
        ),
    )
