"""The demo's earlier worlds: the same operation under former names, and another one.

Both are two years older than the world of the demo, in cases of their own. The demo's largest
campaign is compared with what characterises each, and an invented office judges it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from demasque.cli.comparison_lines import show_comparison
from demasque.cli.screen import Screen
from demasque.sentences import Sentence

if TYPE_CHECKING:
    from demasque.api import Case
    from demasque.simulate import World

FOLDER: Final = "two-years-earlier"
"""Of the demo's folder, where these worlds are."""

_SECONDS_EARLIER: Final = 2 * 365 * 86_400
_MOST_ACCOUNTS, _MOST_POSTS = 4_000, 40_000  # large enough for an operation of 40 accounts


@dataclass(frozen=True)
class _Earlier:
    """One earlier world: whose operation it has, and how its accounts and files are called."""

    name: str
    same: bool
    called: Sentence


_WORLDS: Final = (
    _Earlier(
        "same",
        True,
        Sentence("Two years earlier, the same simulated operation under other accounts:"),
    ),
    _Earlier("other", False, Sentence("Two years earlier, an operation of others:")),
)


def demo_world(seed: int, accounts: int, posts: int) -> "World":
    """The world of the demo; its operation was at work before."""
    from demasque.simulate import Operation, world

    return world(seed, accounts, posts, operation=Operation(identity=seed, season=1))


def compare_with_earlier(
    screen: Screen,
    case: "Case",
    seed: int,
    sizes: tuple[int, int],
    folder: Path,
    fill: Callable[["World", Path], "Case"],
) -> None:
    """Compare the campaign of most evidence with both earlier worlds, and judge it.

    ``sizes`` are the demo's accounts and posts; ``fill`` makes a case of a world in a folder and
    detects in it.
    """
    listed = case.campaigns()
    if not listed.num_rows:
        return
    campaign: str = listed["campaign"][0].as_py()
    linked = False
    for number, each in enumerate(_WORLDS):
        made = _earlier_world(seed, number, sizes, each)
        path = folder / f"{each.name}.json"
        with fill(made, folder / each.name) as earlier:
            if not earlier.campaigns().num_rows:
                continue
            largest = earlier.campaigns()["campaign"][0].as_py()
            earlier.signature(largest, path=path, name=f"{folder.name}-{each.name}")
        screen.say(screen.words.say(each.called))
        with screen.progress() as progress:
            found = case.compare(campaign, path, progress=progress)
        show_comparison(screen, found)
        linked = linked or (each.same and found.independent > 1)
    _judge_as_example(screen, case, campaign, linked)


def _earlier_world(seed: int, number: int, sizes: tuple[int, int], each: _Earlier) -> "World":
    from demasque.simulate import START, Operation, world

    accounts, posts = min(sizes[0], _MOST_ACCOUNTS), min(sizes[1], _MOST_POSTS)
    whose = seed if each.same else seed + 1
    return world(
        seed + 1 + number,
        accounts,
        posts,
        operation=Operation(identity=whose),
        start=START - _SECONDS_EARLIER,
        names=each.name,
    )


def _judge_as_example(screen: Screen, case: "Case", campaign: str, linked: bool) -> None:
    """Write down a judgement that says of itself that nobody made it, and no more than was seen."""
    words = screen.words
    said = case.judge(
        campaign,
        rung=3,
        by=words.text("E. Xample, Office of Examples (invented)"),
        likelihood="likely" if linked else "roughly even chance",
        confidence="moderate" if linked else "low",
        statement=words.text(
            "EXAMPLE: {campaign} continues the operation of two years earlier.", campaign=campaign
        ),
        because=words.text(
            "EXAMPLE of the demo, after the comparison with two years earlier. Nobody judged this; "
            "it shows where a judgement stands in a report."
        ),
        sources=("https://example.org/two-years-earlier",),
        would_change=words.text(
            "That others had these words before, or that the earlier accounts are known to be "
            "somebody else’s."
        ),
    )
    screen.say(
        words.text(
            "An invented office judges {campaign}, as an example: {entry}.",
            campaign=campaign,
            entry=said.id,
        )
    )
