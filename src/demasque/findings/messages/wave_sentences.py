"""What distinguishes a wave from ordinary sharing in its case, and how it may be innocent."""

from typing import Final

from demasque.findings.messages.wave_values import WaveFigures
from demasque.sentences import Percent, Seconds, Sentence

_SURPRISING: Final = -3.0  # log10: one in a thousand, above which an excess is not remarked on

_READINGS: Final = {
    "formula": Sentence("It is short: people hit upon such words by themselves."),
    "quotation": Sentence(
        "Most of its posts say whose words they are, or put them in quotation marks."
    ),
    "share_button": Sentence("Most of its posts read as a share button or an app writes them."),
    "headline": Sentence("Most of its posts link to one site, which the words may come from."),
    "occasion": Sentence("All its posts lie within a day, as they do when something happens."),
}


def distinctions(wave: WaveFigures) -> tuple[Sentence, ...]:
    """Say how a message went round, beside what is usual in the case."""
    return (_rank(wave), _besides(wave), _speed(wave), _age(wave), *_reposts(wave), *_several(wave))


def innocent_reading(wave: WaveFigures) -> tuple[Sentence, ...]:
    """Say how it may have come about without anybody arranging it; the first holds for all."""
    always = Sentence(
        "A joke, a prayer, a recipe or a chain letter goes round in the same way: that an account "
        "carries a message says nothing of that account."
    )
    return (always, *(_READINGS[each] for each in wave.innocent or ()))


def _rank(wave: WaveFigures) -> Sentence:
    if wave.rank == 1:
        return Sentence(
            "No other message of this case was written by more accounts. Of the {shared} that two "
            "accounts or more wrote, half have {usual} or fewer.",
            shared=wave.shared,
            usual=Sentence.counted("{n} account", "{n} accounts", round(wave.usual_accounts)),
        )
    return Sentence.counted(
        "{n} message of this case was written by more accounts. Of the {shared} that two accounts "
        "or more wrote, half have {usual} or fewer.",
        "{n} messages of this case were written by more accounts. Of the {shared} that two "
        "accounts or more wrote, half have {usual} or fewer.",
        wave.rank - 1,
        shared=wave.shared,
        usual=Sentence.counted("{n} account", "{n} accounts", round(wave.usual_accounts)),
    )


def _besides(wave: WaveFigures) -> Sentence:
    return Sentence(
        "{once} of its accounts posted it once; {unshared} share no other message with anybody in "
        "this case, and {only} have no other post in it.",
        once=Percent(wave.once / wave.accounts),
        unshared=Percent(wave.unshared / wave.accounts),
        only=Percent(wave.only / wave.accounts),
    )


def _speed(wave: WaveFigures) -> Sentence:
    if wave.slower is None:
        return Sentence(
            "Half of its posts were there within {half}; too few messages of like size went round "
            "to say whether that is quick.",
            half=Seconds(wave.half_seconds),
        )
    return Sentence(
        "Half of its posts were there within {half}; {slower} of the messages of like size took "
        "longer.",
        half=Seconds(wave.half_seconds),
        slower=Percent(wave.slower),
    )


def _age(wave: WaveFigures) -> Sentence:
    if wave.recent is None or wave.usual_recent is None:
        return Sentence("When its accounts were made is not known.")
    return Sentence(
        "{recent} of its accounts whose creation is known were made in the 30 days before they "
        "posted it; in the whole case {usual} were that new at their first post.",
        recent=Percent(wave.recent / wave.dated),
        usual=Percent(wave.usual_recent),
    )


def _reposts(wave: WaveFigures) -> tuple[Sentence, ...]:
    if not wave.reposts:
        return ()
    return (
        Sentence.counted(
            "{n} repost of these posts is not counted: its account wrote nothing.",
            "{n} reposts of these posts are not counted: their accounts wrote nothing.",
            wave.reposts,
        ),
    )


def _several(wave: WaveFigures) -> tuple[Sentence, ...]:
    if wave.several is None or wave.several_expected is None or not wave.several:
        return ()
    said = Sentence.counted(
        "{n} of its accounts carries another of these messages; given how much each account posts, "
        "chance gives {expected}.",
        "{n} of its accounts carry another of these messages; given how much each account posts, "
        "chance gives {expected}.",
        wave.several,
        expected=round(wave.several_expected, 1),
    )
    if wave.several_log10_p is None or wave.several_log10_p > _SURPRISING:
        return (said,)
    more = Sentence(
        "So many together are rarer than one in a thousand by chance; people of one language, town "
        "or cause meet the same messages, too."
    )
    return (said, more)
