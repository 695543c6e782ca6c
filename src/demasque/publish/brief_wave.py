"""The first page of a case without groups but with a message that many wrote: it is about that."""

from demasque.findings import Wave, distinctions, innocent_reading
from demasque.publish.brief_facts import Fact
from demasque.sentences import Seconds, Sentence


def wave_headline(wave: Wave) -> tuple[Sentence, ...]:
    """What was written most."""
    seen = wave.figures
    return (
        Sentence(
            "One message was written by {accounts} accounts in {posts} posts, from {first} to "
            "{last}; half of the posts were there within {half}.",
            accounts=seen.accounts,
            posts=seen.posts,
            first=seen.first_at.date(),
            last=seen.last_at.date(),
            half=Seconds(seen.half_seconds),
        ),
    )


def wave_facts(wave: Wave) -> tuple[Fact, ...]:
    """How many wrote it, how it compares with others, and how it went round."""
    size = Sentence(
        "{accounts}, {posts}.",
        accounts=Sentence.counted("{n} account", "{n} accounts", wave.figures.accounts),
        posts=Sentence.counted("{n} post", "{n} posts", wave.figures.posts),
    )
    rank, besides, speed, *_ = distinctions(wave.figures)
    return (
        (Sentence("How many"), (size, rank)),
        (Sentence("By whom"), (besides,)),
        (Sentence("When"), (speed,)),
    )


def wave_judgement() -> tuple[Sentence, ...]:
    """What a message alone allows to say of those who carry it."""
    return (
        Sentence("Nothing ties the accounts that carry a message to each other but the message."),
        Sentence("Nothing is judged about any of them."),
    )


def wave_innocent(wave: Wave) -> tuple[Sentence, ...]:
    """How it may have come about without anybody arranging it."""
    return innocent_reading(wave.figures)
