"""``methods.md``: how the groups were found, how the numbers were made safe, what remains."""

from collections.abc import Iterator

from demasque.publish.exporters.open_data.disclosure_control import FEWEST
from demasque.publish.exporters.open_data.open_tables import OPEN_TABLES
from demasque.publish.exporters.open_data.package_facts import PackageFacts
from demasque.wording import Wording, catalogue


def open_methods(facts: PackageFacts, language: str) -> str:
    """Word the methods as Markdown."""
    words = catalogue(language)
    parts = [
        "# " + words.text("Methods"),
        "## " + words.text("How the groups were found"),
        *_finding(words, facts),
        "## " + words.text("The files"),
        "\n".join(f"- `{table.file}`: {words.say(table.description)}" for table in OPEN_TABLES),
        "## " + words.text("What keeps people from being traced back"),
        "\n".join(f"- {each}" for each in _protection(words)),
        "## " + words.text("What it does not keep from anybody"),
        "\n".join(f"- {each}" for each in _remains(words)),
        "## " + words.text("Whether the files are whole"),
        words.text("In the folder of the package, on any computer that has the tool:"),
        "    sha256sum -c SHA256SUMS",
    ]
    return "\n\n".join(parts) + "\n"


def _finding(words: Wording, facts: PackageFacts) -> Iterator[str]:
    yield words.text(
        "Two accounts are tied when they share more messages, links, pictures or reposts, and "
        "closer together in time, than accounts that post independently would. Accounts with many "
        "ties among them form a group. Acting together is no proof of deceit: offices, newsrooms "
        "and supporters do so, too."
    )
    if facts.found is not None:
        yield words.text(
            "The groups were found on {day} by Démasque {version}, with the seed {seed}.",
            day=facts.found,
            version=facts.version or "",
            seed=str(facts.seed),
        )
    if facts.settings:
        listed = "\n".join(f"- `{name}`: {value}" for name, value in facts.settings)
        yield words.text("Its settings:")
        yield listed
    yield words.text(
        "Accounts that a person looked at and excluded are counted nowhere. What the program "
        "concludes ends at rung 2 of its ladder: it never says who is behind a group."
    )


def _protection(words: Wording) -> Iterator[str]:
    yield words.text(
        "There are no accounts, pseudonyms, posts, words or times of day of a single post."
    )
    yield words.text(
        "Groups of fewer than {k} accounts are in no file, and no number rests on fewer than {k}.",
        k=FEWEST,
    )
    yield words.text(
        "Every number is a bound from below. Of each total, a number that was drawn in secret is "
        "taken off, and what is left is rounded down to a multiple of {k}; where nothing is left, "
        "the row is missing.",
        k=FEWEST,
    )
    yield words.text(
        "In a total of posts, an account counts for at most 1, 10, 100 or 1,000 posts, and "
        "rounding is to ten times as much; the largest of these bounds is given. So no account is "
        "more than a tenth of it."
    )
    yield words.text(
        "One account in five, drawn in secret, is counted in no row of days, hours, languages, "
        "platforms, ties and messages."
    )
    yield words.text(
        "All draws change whenever an account or a post joins or leaves the case, so that two "
        "packages do not show by their difference which account left, or what it did."
    )
    yield words.text(
        "A site, a picture or a clip is named only where at least as many other accounts of the "
        "case carry it: whoever looks it up finds more strangers than members."
    )
    yield words.text(
        "The rules are those of Hundepool and others, Statistical Disclosure Control (2012): "
        "threshold, dominance, rounding at random; for what is looked up, those of Machanavajjhala "
        "and others on diversity (2007)."
    )


def _remains(words: Wording) -> Iterator[str]:
    yield words.text(
        "Whoever has the platform's export can run the program on it and see its groups; the "
        "package adds nothing to that, and takes nothing away."
    )
    yield words.text(
        "Of many packages of one case, each with other draws, the mean tells more than one does. "
        "Publish a case once, and again only where it has changed much."
    )
    yield words.text(
        "A group that is missing from a later package has lost members and is now under {k}.",
        k=FEWEST,
    )
    yield words.text("The kind of a group, its days and its languages are told: that is the aim.")
