"""Techniques that show in what the accounts do: in their posts, and whom these address.

Each look gives what was measured and posts that show it; None where it was not seen.
"""

from demasque.dossier.techniques import observed_posts as posts
from demasque.dossier.techniques.looked_at import Looked, Shown, both
from demasque.sentences import Sentence


def copypasta(at: Looked) -> Shown | None:
    """The same words from several members, as their own."""
    texts = at.profile.sharing.texts
    if texts < 3 or not any(each.kind == "text" for each in at.profile.ties):
        return None
    said = Sentence.counted(
        "They post {n} message as their own that a fellow member posts too.",
        "They post {n} messages as their own that fellow members post too.",
        texts,
    )
    return said, posts.twins(at.left, at.campaign, "text")


def comments(at: Looked) -> Shown | None:
    """Posts under others' posts or on their pages."""
    targets = [each for each in at.anatomy.placement.targets if each.under and each.members > 1]
    if not targets:
        return None
    said = Sentence.counted(
        "Several of them address {n} account; they placed {posts} posts under its posts or on its "
        "page.",
        "Several of them address each of {n} accounts; they placed {posts} posts under posts or on "
        "pages of these.",
        len(targets),
        posts=sum(each.under for each in targets),
    )
    under = [each.account for each in targets]
    return said, posts.under_others(at.left, at.campaign, under)


def flood(at: Looked) -> Shown | None:
    """Hours in which many address one account."""
    floods = at.anatomy.placement.floods
    if not floods:
        return None
    said = Sentence.counted(
        "In {n} hour, more of them addressed one account than their usual ways explain.",
        "In {n} hours, more of them addressed one account than their usual ways explain.",
        len(floods),
    )
    largest = min(floods, key=lambda each: (-each.members, each.begins_at, each.account))
    return said, posts.flooding(at.left, at.campaign, largest)


def swarm(at: Looked) -> Shown | None:
    """The same, on an account that they favour."""
    swarmed = [each for each in at.anatomy.placement.favoured if each.floods]
    if not swarmed:
        return None
    said = Sentence.counted(
        "{n} account that they address more than chance was addressed by many of them within one "
        "hour.",
        "{n} accounts that they address more than chance were each addressed by many of them "
        "within one hour.",
        len(swarmed),
    )
    largest = min(
        (flood for each in swarmed for flood in each.floods),
        key=lambda each: (-each.members, each.begins_at, each.account),
    )
    return said, posts.flooding(at.left, at.campaign, largest)


def automated_reposts(at: Looked) -> Shown | None:
    """Reposts, from accounts that stop at a daily limit."""
    sharing, paced = at.profile.sharing, at.sign("posting-ceiling")
    if paced is None or not sharing.reposts >= sharing.posts / 2 > 0:
        return None
    said = Sentence("Most of what they share are reposts, which need no agreement.")
    return both(said, paced), posts.twins(at.left, at.campaign, "repost")


def hashtags(at: Looked) -> Shown | None:
    """Others' hashtags, most of whose posts become theirs."""
    if not any(each.kind in ("hashtag", "hashtags") for each in at.profile.ties):
        return None
    tags, found = posts.taken_hashtags(at.left, at.campaign)
    if not tags:
        return None
    said = Sentence.counted(
        "While they used it, most posts with {n} hashtag that others had used before were theirs.",
        "While they used them, most posts with each of {n} hashtags that others had used before "
        "were theirs.",
        tags,
    )
    return said, found


def unrelated(at: Looked) -> Shown | None:
    """Posts besides, copied from outside."""
    cover = at.anatomy.cover
    if cover is None or not cover.filler.is_copied:
        return None
    said = Sentence(
        "Of {worded} posts of theirs that carry nothing shared, {copied} are copies of earlier "
        "posts by accounts outside, more than others’ are.",
        worded=cover.filler.worded,
        copied=cover.filler.copied,
    )
    return said, posts.copied_filler(at.left, at.campaign)


def disguised(at: Looked) -> Shown | None:
    """Words with look-alike letters of another script."""
    count, members, found = posts.disguised(at.left, at.campaign)
    if count < 3 or members < 2:
        return None
    said = Sentence.counted(
        "In {n} post with words that members share, letters of one script stand in words of "
        "another and look the same.",
        "In {n} posts with words that members share, letters of one script stand in words of "
        "another and look the same.",
        count,
    )
    return said, found


def across_platforms(at: Looked) -> Shown | None:
    """The same items on several platforms."""
    said = at.sign("across-platforms")
    return None if said is None else (said, posts.crossing(at.left, at.campaign))
