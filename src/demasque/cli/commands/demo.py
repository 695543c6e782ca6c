"""``demasque demo``: the main job on a simulated world whose truth is known."""

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demasque.cli.commands.add import show_added
from demasque.cli.commands.campaigns import show_campaigns
from demasque.cli.commands.detect import show_findings
from demasque.cli.demo_earlier import FOLDER, compare_with_earlier, demo_world
from demasque.cli.demo_score import GroupScore, Score, score
from demasque.cli.demo_watch.passing_days import FORTNIGHT_FOLDER, watch_fortnight
from demasque.cli.screen import Screen
from demasque.cli.terms import Lang, Language, text
from demasque.errors import DemasqueError, UsageError
from demasque.sentences import Percent, Sentence

if TYPE_CHECKING:
    from demasque.api import Case
    from demasque.simulate import World

EXAMPLES: Final = (
    "demasque demo",
    "demasque demo --out elsewhere --seed 7",
    "demasque demo --without-texts",
    "demasque demo --watch",
)

PARTS: Final = ("export", "case", FOLDER, "report.html", FORTNIGHT_FOLDER)
GROUP_NAMES: Final = {
    "organic": Sentence("everybody else"),
    "newsroom": Sentence("newsrooms with one agency"),
    "fan club": Sentence("a fan club"),
    "staff": Sentence("an office’s staff"),
    "shop": Sentence("a seller of gadgets"),
    "operation": Sentence("the operation"),
}

Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help=text("Folder to fill."))]
Seed = Annotated[int, typer.Option("--seed", min=0, help=text("Seed of the world."))]
Accounts = Annotated[int, typer.Option("--accounts", help=text("Accounts in the world."))]
Posts = Annotated[int, typer.Option("--posts", help=text("Posts in the world."))]
WithoutTexts = Annotated[
    bool,
    typer.Option(
        "--without-texts",
        help=text("Remove all texts: what is left of the operation are its clips."),
    ),
]
Watch = Annotated[
    bool,
    typer.Option(
        "--watch",
        help=text(
            "Instead, let a fortnight of a smaller world go by, watched round after round: an "
            "operation begins, is removed, and comes back."
        ),
    ),
]


def command(
    out: Out = Path("demo-case"),
    seed: Seed = 1,
    accounts: Accounts = 20_000,
    posts: Posts = 200_000,
    without_texts: WithoutTexts = False,
    watch: Watch = False,
    lang: Lang = Language.EN,
) -> None:
    """Simulate, add, detect, report, and compare with the truth."""
    screen = Screen(lang.value)
    check_room(out)
    if not watch:
        whole_job(screen, out, seed, (accounts, posts), without_texts)
    elif without_texts:
        raise UsageError("--watch and --without-texts are two demos: choose one.")
    else:
        watch_fortnight(screen, out, seed, lang.value)


def whole_job(
    screen: Screen, out: Path, seed: int, sizes: tuple[int, int], without_texts: bool
) -> None:
    """Show the main job on a world of so many accounts and posts."""
    from demasque.api import create_case

    with_media = check_media(screen, without_texts)
    with screen.progress() as progress:
        progress("simulating", 0, None)
        made = demo_world(seed, *sizes)
        shutil.rmtree(out, ignore_errors=True)
        made, exported = export_world(made, out / "export", with_media, without_texts)
    show_world(screen, made)
    if with_media:
        show_files(screen, exported[-1])
    with create_case(out / "case") as case:
        with screen.progress() as progress:
            added = case.add(*exported, progress=progress)
        show_added(screen, added, out / "case")
        with screen.progress() as progress:
            findings = case.detect(kinds=quick_kinds(), progress=progress)
        show_findings(screen, findings)
        show_campaigns(screen, case)
        show_score(screen, score(labels_in(case, made), case.memberships()))
        compare_with_earlier(screen, case, seed, sizes, out / FOLDER, partial(fill_case, screen))
        with screen.progress() as progress:
            report = case.report(out / "report.html", screen.words.language, progress)
    screen.say(screen.words.text("The report is {path}", path=str(report)))


def check_media(screen: Screen, without_texts: bool) -> bool:
    """Whether pictures and clips can be drawn and looked at; says so if not.

    Raises UsageError where nothing would be left to find the operation by.
    """
    from demasque.media import missing_packages

    try:
        missing_packages()
    except DemasqueError as missing:
        if without_texts:
            raise UsageError(
                "Without texts the operation is found by its clips, and these take the extra "
                "media: pip install 'demasque[media]'"
            ) from missing
        screen.say(screen.words.text("This world is made without pictures and clips."))
        screen.say(screen.words.say(missing.sentence))
        return False
    return True


def quick_kinds() -> list[str]:
    """The usual kinds of trace but words in pictures, which take a second a picture to read."""
    from demasque.traces import KINDS

    return [kind.id for kind in KINDS if kind.default and kind.id != "picture_text"]


def show_world(screen: Screen, made: "World") -> None:
    """How large the world is."""
    screen.say(
        screen.words.text(
            "A simulated world: {accounts} accounts, {active} of them with posts, {posts} posts, "
            "nobody real in it.",
            accounts=made.accounts.num_rows,
            active=len(made.posts["account_id"].unique()),
            posts=made.posts.num_rows,
        )
    )


def show_files(screen: Screen, folder: Path) -> None:
    """What files lie beside the posts, and that their words are not read here."""
    clips = len(list(folder.glob("*.mp4")))
    screen.say(
        screen.words.text(
            "Beside the posts lie {pictures} pictures and {clips} clips. The operation changed "
            "each clip before an account posted it again, so that no two files are the same. Words "
            "in pictures are not read here: that takes a second each.",
            pictures=len(list(folder.glob("*.jpg"))),
            clips=clips,
        )
    )


def check_room(out: Path) -> None:
    """Raise UsageError unless there is nothing in the place but, at most, an earlier demo."""
    if not out.exists():
        return
    others = [out] if not out.is_dir() else [p for p in out.iterdir() if p.name not in PARTS]
    if others:
        raise UsageError(
            "{others} is not from an earlier demo: name another folder with --out.",
            others=sorted(others)[0],
        )


def export_world(
    made: "World", folder: Path, with_media: bool, without_texts: bool
) -> "tuple[World, list[Path]]":
    """Write a world as an export would have it; the world as written, and what to add.

    The last to add is the folder of pictures and clips, where there are to be any.
    """
    from demasque.simulate import with_media_files
    from demasque.simulate import without_texts as unspoken

    if with_media:
        made = with_media_files(made, folder / "media")
    if without_texts:
        made = unspoken(made)
    exported = write_world(made, folder)
    return made, [*exported, folder / "media"] if with_media else exported


def write_world(made: "World", folder: Path) -> list[Path]:
    """Write a world as the two files that an export would have: posts, and their accounts."""
    written = made.write(folder, "csv")
    return [written["posts"], written["accounts"]]


def fill_case(screen: Screen, made: "World", folder: Path) -> "Case":
    """A case of a world, detected; it is open."""
    from demasque.api import create_case

    written = write_world(made, folder / "export")
    case = create_case(folder / "case")
    with screen.progress() as progress:
        case.add(*written, progress=progress)
        case.detect(kinds=quick_kinds(), progress=progress)
    return case


def labels_in(case: "Case", world: "World") -> dict[str, str]:
    """The truth by the pseudonyms of a case."""
    labels = world.labels.join(world.accounts.select(["account_id", "platform"]), "account_id")
    by_platform: dict[str, list[tuple[str, str]]] = {}
    for row in labels.sort_by("account_id").to_pylist():
        by_platform.setdefault(row["platform"], []).append((row["account_id"], row["group"]))
    truth: dict[str, str] = {}
    for platform, told in by_platform.items():
        names = case.pseudonyms(platform, [account for account, _ in told])
        truth.update(zip(names, (group for _, group in told), strict=True))
    return truth


def show_score(screen: Screen, found: Score) -> None:
    """Precision and recall of the operation, and where the members of each group ended."""
    words = screen.words
    screen.say(words.text("Against the truth, account by account:"))
    headings = (
        words.text("Group"),
        words.text("Accounts"),
        words.text("In a campaign"),
        words.text("Which"),
    )
    screen.table(headings, [_group_row(screen, group) for group in found.groups])
    screen.say(
        words.text(
            "The operation is {campaigns}: precision {precision}, recall {recall}.",
            campaigns=list(found.operation) or words.text("in no campaign"),
            precision=Percent(found.precision),
            recall=Percent(found.recall),
        )
    )
    if found.mixed:
        names = [GROUP_NAMES.get(group, Sentence(group)) for group in found.mixed]
        screen.warn(words.text("In the same campaign are accounts of {groups}.", groups=names))
    else:
        screen.say(words.text("No other group has an account in it."))
    if found.attached:
        screen.say(
            words.plural(
                "{n} more account stands with a campaign and counts nowhere above; of the "
                "operation: {right}.",
                "{n} more accounts stand with campaigns and count nowhere above; of the "
                "operation: {right}.",
                found.attached,
                right=found.attached_of_operation,
            )
        )


def _group_row(screen: Screen, group: GroupScore) -> tuple[str | int, ...]:
    most = sorted(group.campaigns.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = [f"{name} ({screen.words.number(count)})" for name, count in most[:4]]
    if len(most) > len(listed):
        listed.append("…")
    name = screen.words.say(GROUP_NAMES.get(group.group, Sentence(group.group)))
    return name, group.accounts, group.found, ", ".join(listed)
