"""What named persons say of techniques: accepted or rejected, read from the journal.

An entry (kind ``technique``) names the accounts that the campaign had then, like a judgement, so
that it follows them when the campaign's name changes. A person's later word supersedes the earlier
one; of several persons' the most cautious holds: one rejection outweighs any number of acceptances.
"""

from collections.abc import Sequence
from typing import Any

from demasque.case import CaseStore
from demasque.dossier.journal.journal import EntryKind, same_speaker, write_entry
from demasque.dossier.judging_by_people.judged_members import about, members_of
from demasque.dossier.judging_by_people.judged_words import kept_words
from demasque.dossier.judging_by_people.judgement_rules import words_of
from demasque.dossier.techniques.disarm_register import technique_named
from demasque.dossier.techniques.reading_techniques import said_of_techniques
from demasque.dossier.techniques.technique_values import (
    SaidOfTechnique,
    Technique,
    TechniqueVerdict,
)
from demasque.errors import UsageError


def say_of_technique(
    store: CaseStore,
    campaign: str,
    technique: str,
    verdict: TechniqueVerdict,
    *,
    by: str,
    because: str,
    posts: Sequence[str] = (),
) -> SaidOfTechnique:
    """Write down that a person accepts or rejects a technique for a campaign; it is on disk then.

    Said again in the same words, it is the entry that stands already.

    Args:
        store: an open case.
        campaign: such as "C1"; its accounts now are what it is about.
        technique: an id of the register, or a name, in English or French.
        verdict: accept or reject.
        by: who says it: a name, and the office.
        because: the reason; it stays for good.
        posts: pseudonyms of members' posts that show it, where the program names none or others.

    Raises:
        UsageError: no such campaign or technique, a post that is no member's, or nobody or nothing
            is said. Nothing is written.
    """
    meant = technique_named(technique)
    members = members_of(store, campaign)
    reason = kept_words(store, words_of(because, "because"), "because")
    shown = members_posts(store, members, posts)
    before = _standing_of(store, campaign, meant, by)
    if before is not None and (before.verdict, before.because, before.posts) == (
        verdict,
        reason,
        shown,
    ):
        return before
    body: dict[str, Any] = {
        **about(store, campaign),
        "technique": meant.id,
        "verdict": verdict.value,
        "because": reason,
    }
    if shown:
        body["posts"] = list(shown)
    superseded = None if before is None else before.entry
    entry = write_entry(store, EntryKind.TECHNIQUE, by, body, superseded)
    return next(each for each in said_of_techniques(store) if each.entry == entry.id)


def take_back_technique(
    store: CaseStore, campaign: str, technique: str, *, by: str
) -> SaidOfTechnique:
    """Take back what a person said of a technique; it stays in the journal.

    Raises:
        UsageError: no such campaign or technique, or nothing that this person said of it stands.
    """
    meant = technique_named(technique)
    members_of(store, campaign)
    before = _standing_of(store, campaign, meant, by)
    if before is None:
        raise UsageError(
            "Nothing that {person} said of {technique} in {campaign} stands.",
            person=repr(" ".join(by.split())),
            technique=meant.id,
            campaign=campaign,
        )
    body = {"campaign": campaign, "technique": meant.id}
    write_entry(store, EntryKind.RETRACTION, by, body, before.entry)
    return next(each for each in said_of_techniques(store) if each.entry == before.entry)


def members_posts(
    store: CaseStore, members: Sequence[str], posts: Sequence[str]
) -> tuple[str, ...]:
    """These posts, sorted. UsageError for one that none of the members wrote."""
    named = sorted(set(posts))
    found = store.sql(
        "SELECT post FROM posts WHERE post IN (SELECT unnest(?::VARCHAR[])) "
        "AND account IN (SELECT unnest(?::VARCHAR[]))",
        [named, list(members)],
    )["post"].to_pylist()
    for post in named:
        if post not in found:
            raise UsageError(
                "No member of the campaign wrote a post {post}. Posts are named by their "
                "pseudonyms, as the report shows them.",
                post=repr(post),
            )
    return tuple(named)


def _standing_of(
    store: CaseStore, campaign: str, technique: Technique, by: str
) -> SaidOfTechnique | None:
    for each in said_of_techniques(store):
        if (
            each.stands
            and (each.campaign, each.technique.id) == (campaign, technique.id)
            and same_speaker(each.by, by)
        ):
            return each
    return None
