"""``datasheet.md``: the questions of Gebru and others, Datasheets for Datasets (Communications of
the ACM 64(12), 2021), answered for this package; what only its publisher knows is left to them."""

from collections.abc import Iterator

from demasque.publish.exporters.open_data.disclosure_control import FEWEST
from demasque.publish.exporters.open_data.package_facts import PackageFacts
from demasque.wording import Wording, catalogue


def data_sheet(facts: PackageFacts, language: str) -> str:
    """Word the data sheet as Markdown."""
    words = catalogue(language)
    sections = (
        (words.text("Motivation"), _motivation(words, facts)),
        (words.text("Composition"), _composition(words, facts)),
        (words.text("Collection"), _collection(words)),
        (words.text("Preprocessing"), _preprocessing(words)),
        (words.text("Uses"), _uses(words)),
        (words.text("Distribution"), _distribution(words, facts)),
        (words.text("Maintenance"), _maintenance(words, facts)),
    )
    parts = ["# " + words.text("Data sheet"), _source(words)]
    for title, answers in sections:
        parts.append(f"## {title}")
        parts += [f"**{question}** {answer}" for question, answer in answers]
    return "\n\n".join(parts) + "\n"


Answer = tuple[str, str]


def _source(words: Wording) -> str:
    return words.text(
        "By the questions of Gebru and others, Datasheets for Datasets (2021). What stands in "
        "square brackets is for the publisher to say."
    )


def _left_open(words: Wording, by: str | None = None) -> str:
    return by or "[" + words.text("for the publisher to say") + "]"


def _motivation(words: Wording, facts: PackageFacts) -> Iterator[Answer]:
    yield (
        words.text("For what was it made?"),
        words.text(
            "So that anybody can see how large groups of accounts that act together are, when and "
            "where they post and what ties them, without learning who they are."
        ),
    )
    yield words.text("Who made it?"), _left_open(words, facts.by)
    yield words.text("Who paid for it?"), _left_open(words)


def _composition(words: Wording, facts: PackageFacts) -> Iterator[Answer]:
    yield (
        words.text("What is a row?"),
        words.text("A count over {k} accounts or more of one group; never an account.", k=FEWEST),
    )
    groups = words.plural("{n} group", "{n} groups", facts.campaigns)
    yield words.text("How much is there?"), f"{groups}."
    if facts.platforms:
        yield words.text("On which platforms?"), f"{words.listing(_platforms(words, facts))}."
    if facts.languages:
        named = [words.language_name(code) for code in facts.languages]
        yield words.text("In which languages?"), f"{words.listing(named)}."
    if facts.first_day is not None and facts.last_day is not None:
        yield (
            words.text("Of what time?"),
            words.text(
                "Days are given from {first} to {last} (UTC); days on which few accounts posted "
                "are missing.",
                first=facts.first_day,
                last=facts.last_day,
            ),
        )
    yield (
        words.text("Is anything missing?"),
        words.text(
            "Yes: groups and rows of few accounts, all words, and accounts that stand near a group "
            "and are no members. A missing row does not mean that nothing was there."
        ),
    )
    yield (
        words.text("Does it tell of people?"),
        words.text(
            "Of groups of at least {k} accounts only. Some of these accounts may be people who "
            "act together openly. A site's name may name whoever runs it.",
            k=FEWEST,
        ),
    )


def _platforms(words: Wording, facts: PackageFacts) -> list[str]:
    unknown = words.text("unknown platform")
    return [unknown if name == "unknown" else name for name in facts.platforms]


def _collection(words: Wording) -> Iterator[Answer]:
    yield (
        words.text("How was it collected?"),
        words.text(
            "From an export of public posts that a platform or a researcher provided; the program "
            "collects nothing itself. The people who wrote them were not asked."
        ),
    )
    yield words.text("Was it reviewed for ethics and by law?"), _left_open(words)


def _preprocessing(words: Wording) -> Iterator[Answer]:
    yield (
        words.text("What was done to it?"),
        words.text(
            "Ids became pseudonyms and personal details were masked as the posts were read. "
            "Counts were capped, drawn and rounded as methods.md says."
        ),
    )
    yield (
        words.text("Is the raw material there?"),
        words.text("No, and it must not be published with the package."),
    )


def _uses(words: Wording) -> Iterator[Answer]:
    yield (
        words.text("What is it good for?"),
        words.text(
            "Comparing cases in size, pace, hours, languages and kinds of tie; teaching; checking "
            "what a statement says."
        ),
    )
    yield (
        words.text("What should it not be used for?"),
        words.text(
            "To accuse, to find or to block an account; to say who is behind a group; to count "
            "exactly. Numbers are bounds from below. Sums of posts over days, hours or platforms "
            "are as well; accounts of several rows may be the same."
        ),
    )


def _distribution(words: Wording, facts: PackageFacts) -> Iterator[Answer]:
    yield words.text("Who publishes it?"), _left_open(words, facts.by)
    yield words.text("Under which licence?"), _left_open(words)


def _maintenance(words: Wording, facts: PackageFacts) -> Iterator[Answer]:
    yield words.text("Who answers for errors, and where?"), _left_open(words)
    yield (
        words.text("Will it change?"),
        words.text(
            "Where an account turns out to be no member, the package is made anew without it; the "
            "earlier one should then be withdrawn."
        ),
    )
    if facts.found is not None:
        yield words.text("Of which day is it?"), f"{words.date(facts.found)}."
