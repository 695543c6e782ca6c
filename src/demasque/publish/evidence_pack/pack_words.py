"""What a pack says of itself to whoever opens it: README and methods, in English and in French."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from demasque.publish.evidence_pack.pack_values import LOG, STAMP, SUMS
from demasque.sentences import Sentence
from demasque.wording import Wording

_WIDTH: Final = 78


@dataclass(frozen=True)
class PackStory:
    """What the words of a pack depend on."""

    case: str
    campaign: str
    tlp: str
    to: str | None
    revealed: bool
    stamped: bool
    archives: int  # WACZ files


def readme(story: PackStory, words: Wording) -> bytes:
    """What the pack is, how to check it, and how to handle it; plain text, UTF-8."""
    blocks: list[str] = [
        words.text(
            "Evidence pack: campaign {campaign} of the case {case}",
            campaign=story.campaign,
            case=story.case,
        ),
        f"TLP:{story.tlp.upper()}",
    ]
    if story.to is not None:
        blocks.append(words.text("For: {receiver}", receiver=story.to))
    blocks += _section(words, Sentence("What it is"), _what_it_is(story))
    blocks += _section(words, Sentence("Check that nothing was changed"), _checking(story))
    blocks += _section(words, Sentence("How to handle it"), _handling(story))
    return ("\n\n".join(blocks) + "\n").encode()


def _section(words: Wording, heading: Sentence, parts: Iterable[Sentence | str]) -> Iterator[str]:
    """Paragraphs under a heading; what is no Sentence is a command, and stays on its line."""
    yield words.say(heading).upper()
    for part in parts:
        said = isinstance(part, Sentence)
        yield "\n".join(wrap(words.say(part), _WIDTH)) if said else f"    {part}"


def _what_it_is(story: PackStory) -> Iterator[Sentence]:
    yield Sentence(
        "Posts of a group of accounts that act together beyond chance, what ties them, and how the "
        "case that they come from was kept. That accounts act together does not say that they "
        "are inauthentic, nor who is behind them: see brief.en.html and judgements.json."
    )
    yield Sentence(
        "The original files are not in it: they hold people who have nothing to do with this "
        "group. evidence_files.csv gives their names, sizes and SHA-256; every post names "
        "its file and line there. Whoever kept the case can show them."
    )
    if story.revealed:
        yield Sentence(
            "The platforms' own ids of these accounts and posts are in the columns "
            "source_account_id and source_post_id."
        )
    else:
        yield Sentence(
            "Accounts and posts stand under pseudonyms that only the holder of the case can "
            "resolve. Personal details in the words of posts are masked."
        )
    if story.archives:
        yield Sentence(
            "The web archives in the folder wacz were brought by the analyst and are unchanged. "
            "They show people as the platform does."
        )


def _checking(story: PackStory) -> Iterator[Sentence | str]:
    yield Sentence("Unpack it, and in its folder (Linux; on macOS: shasum -a 256 -c):")
    yield f"sha256sum -c {SUMS}"
    yield Sentence(
        "The custody log says what was done to the case, line by line, each with the hash of the "
        "line before it. Lines that tell of other people, or of what was handed to others, came "
        "without their details (null). This follows the chain; read the script first, it is short "
        "and needs only Python:"
    )
    yield f"python3 check_custody.py {LOG}"
    yield Sentence(
        "A chain of hashes shows that no line was changed afterwards by somebody who cannot write "
        "the whole log anew. What holds against that as well is a hash that somebody else keeps: a "
        "time stamp, or the last hash of the log noted elsewhere."
    )
    if story.stamped:
        yield Sentence(
            "A time-stamping authority signed the hash of {sums} (RFC 3161). With its root "
            "certificate, which it publishes (and its own as -untrusted, where the stamp does not "
            "carry it):",
            sums=SUMS,
        )
        yield f"openssl ts -verify -data {SUMS} -in {STAMP} -CAfile root.pem"
    yield Sentence("Or, with Démasque, without unpacking it:")
    yield "demasque pack --check c1.zip"


def _handling(story: PackStory) -> Iterator[Sentence]:
    yield Sentence(_LABELS[story.tlp])
    yield Sentence(
        "It is handed over as evidence, and only to those who need it. Do not publish posts or "
        "accounts of it, do not try to find out who is behind a pseudonym, and do not contact "
        "the accounts."
    )
    yield Sentence(
        "It may be wrong. If an account does not belong here, tell who gave it to you, so that it "
        "is taken out and everybody who got it learns of that."
    )
    yield Sentence(
        "What was measured may be used freely. The words of posts belong to those who wrote them, "
        "and the platforms' terms and the law on personal data hold for them."
    )


_LABELS: Final = {
    "clear": Sentence("TLP:CLEAR: it may be passed on without limit."),
    "green": Sentence("TLP:GREEN: it may be passed on within your community, not published."),
    "amber": Sentence(
        "TLP:AMBER: it may be passed on to those in your organisation and its clients who need to "
        "know it."
    ),
    "amber+strict": Sentence(
        "TLP:AMBER+STRICT: it may be passed on only within your organisation, to those who need to "
        "know it."
    ),
    "red": Sentence("TLP:RED: it is for the people who received it, and for nobody else."),
}


def methods(words: Wording, runs: Sequence[Sentence]) -> bytes:
    """How the findings were reached, and what the columns hold; plain text, UTF-8."""
    blocks = [words.text("How it was found, and what the tables hold")]
    blocks += _section(words, Sentence("Method"), (*_METHOD, *runs))
    blocks += _section(words, Sentence("Tables"), ())
    for name, meaning in _TABLES.items():
        lines = wrap(words.say(meaning), _WIDTH - 4)
        blocks.append("\n    ".join([name, *lines]))
    return ("\n\n".join(blocks) + "\n").encode()


_METHOD: Final = (
    Sentence(
        "Each post leaves traces: its words, links, tags, media and others. Two accounts are tied "
        "where they left the same traces within a short window more often than accounts that "
        "are as active, with traces as common, would by chance; false discoveries are held to the "
        "rate named in runs.json (Benjamini and Hochberg, 1995). Tied accounts are divided into "
        "communities; a campaign is one of them."
    ),
    Sentence(
        "Whoever named persons excluded stands in no table here and in no count. Accounts that "
        "only stand near the campaign are no members, and are not here either."
    ),
    Sentence(
        "Times are UTC. An empty cell (null in posts.ndjson) is what is not known. In CSV files "
        "an apostrophe stands before a text that a spreadsheet would take for a formula; "
        "posts.ndjson has the texts without it."
    ),
)

_TABLES: Final = {
    "accounts.csv": Sentence(
        "The members: platform, when they were created, posts in the case with the first and the "
        "last, and the strongest evidence that ties them, in bits."
    ),
    "posts.csv, posts.ndjson": Sentence(
        "What members posted: time and how closely it is known, kind, words, language, where it "
        "stands (venue), whether another member posted the same (shared), its file and line in "
        "the evidence, and when that file was added to the case. No export states when a post "
        "was captured; the time at which its file was added is the latest that it can be."
    ),
    "ties.csv": Sentence(
        "Pairs of members that are tied by one kind of trace: window in seconds, traces shared "
        "within it and ever, how many chance would give, p and q, bits."
    ),
    "traces.csv, trace_posts.csv": Sentence(
        "What two members or more posted, and each post that carries it. The posts behind a tie: "
        "those of its two accounts with the same kind and trace, no further apart than its window."
    ),
    "links.csv": Sentence("Links in these posts, as the case keeps them."),
    "media.csv, media_posts.csv": Sentence(
        "Pictures and clips in these posts by SHA-256 and PDQ (of a clip's first frame), size, and "
        "when they were added. No picture is in the pack. Of protected people's media only the "
        "SHA-256 is given: from a PDQ one can guess at a picture."
    ),
    "evidence_files.csv": Sentence(
        "The files that these rows come from: hash and size as they were added, and the hash of "
        "the copy that the case keeps."
    ),
    "judgements.json": Sentence(
        "What named persons judge of the campaign, in their words, with their sources."
    ),
    "runs.json": Sentence("Each run that the findings rest on: version, settings, inputs, seed."),
    "custody.log": Sentence("What was done to the case, up to the last line that changed it."),
    "manifest.json": Sentence("What this pack is, and each file's size and SHA-256."),
}
