"""The steps of an investigation, as one takes them on the page, with scripts or without.

Steps find things by where links lead and what forms post, so that they are the same in every
language.
"""

import re
from typing import Any, Final

from served_case import Walk
from walked_case import CHINESE, WalkedCase

BY: Final = "B. Walker, Example Office"
DAYS: Final = "2026-03-04T00:00", "2026-03-07T00:00"


def of_group(walk: Walk) -> str:
    """What the list of groups says of the first one, asked beside the page that one looks at."""
    beside = walk.page.context.new_page()
    beside.goto(walk.base + "/campaigns")
    link = beside.locator('main a[href="/campaigns/C1"]').first
    text: str = link.locator(
        "xpath=ancestor::*[self::tr or self::li or self::article][1]"
    ).inner_text()
    beside.close()
    return text


def find_group(walk: Walk) -> None:
    """From the case to its groups, and into the first."""
    walk.page.locator('header a[href="/campaigns"]').click()
    walk.page.locator('main a[href="/campaigns/C1"]').first.click()
    walk.page.wait_for_url("**/campaigns/C1")
    assert "C1" in walk.heading()


def narrowed(walk: Walk) -> dict[str, str]:
    """The stretch of time that the page says it is narrowed to."""
    return {name: walk.page.locator(f"#stretch-{name}").input_value() for name in ("from", "until")}


def narrow_by_form(walk: Walk) -> None:
    """Narrow the page to three days, by its form."""
    for name, value in zip(("from", "until"), DAYS, strict=True):
        walk.page.locator(f"#stretch-{name}").fill(value)
    walk.page.locator("form.stretch button[type=submit]").click()
    walk.page.wait_for_url("**from=*")


def brush(walk: Walk) -> None:
    """Narrow the page by dragging over its timeline."""
    plot = walk.page.locator("figure.timeline .u-over").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    walk.page.mouse.move(box["x"] + 0.3 * box["width"], y)
    walk.page.mouse.down()
    walk.page.mouse.move(box["x"] + 0.6 * box["width"], y, steps=4)
    walk.page.mouse.up()
    walk.page.wait_for_url(re.compile("from="))
    walk.page.wait_for_function("document.getElementById('stretch-from').value")


def open_tie(walk: Walk) -> None:
    """Open the first tie: posts of two accounts, side by side, each with its language."""
    walk.page.locator('main a[href^="/ties/"]').first.click()
    walk.page.wait_for_url("**/ties/**")
    quoted = walk.page.locator("main blockquote")
    assert quoted.count() >= 2
    for each in range(2):
        assert quoted.nth(each).get_attribute("dir") == "auto"


def exclude(walk: Walk, account: str) -> None:
    """Exclude one account, with a reason; the page says what that changes."""
    decide(walk, account, "exclude")
    assert "C1" in walk.page.locator(".flash").inner_text()


def decide(walk: Walk, account: str, verdict: str) -> None:
    """Decide on one account, with a reason."""
    walk.to(f"/accounts/{account}")
    form = walk.page.locator(f'form[action="/accounts/{account}/decide"]').first
    form.locator('[name="by"]').fill(BY)
    form.locator('[name="because"]').fill("Known to us in person.")
    form.locator(f'button[value="{verdict}"]').click()
    walk.page.locator(".flash").wait_for()


def undo(walk: Walk) -> None:
    """Take back what was just done."""
    walk.page.locator(".flash form button").click()
    walk.page.locator(".flash").wait_for()
    assert walk.page.locator(".flash.problem").count() == 0


def judge(walk: Walk) -> None:
    """Judge the first group: it stands on its page from then on."""
    walk.to("/campaigns/C1")
    walk.page.locator("#judge-C1 summary").click()
    form = walk.page.locator('form[action="/campaigns/C1/judge"]')
    for name, value in {"rung": "2", "likelihood": "likely", "confidence": "low"}.items():
        form.locator(f'[name="{name}"]').select_option(value)
    form.locator('[name="because"]').fill("They write alike, says the walk.")
    form.locator('[name="by"]').fill(BY)
    form.locator("button[type=submit]").click()
    walk.page.locator(".flash").wait_for()
    assert walk.page.locator(".flash.problem").count() == 0
    assert "They write alike, says the walk." in walk.page.locator("main").inner_text()


def export_stix(walk: Walk) -> Any:
    """Export the first group as STIX, and download the file."""
    walk.to("/hand-over?campaign=C1&format=stix")
    form = walk.page.locator('form[action="/hand-over/stix"]')
    form.locator("button[type=submit]").click()
    walk.page.wait_for_url("**/jobs/**")
    _until_made(walk, 'main a[href$="/file"]')
    with walk.page.expect_download() as download:
        walk.page.locator('main a[href$="/file"]').first.click()
    return download.value


def start_job(walk: Walk) -> str:
    """Start something that takes a while, and wait for its end; its id."""
    walk.to("/hand-over")
    form = walk.page.locator('form[action="/hand-over/verify"]')
    walk.page.locator("details", has=form).locator("summary").click()
    form.locator("button[type=submit]").click()
    walk.page.wait_for_url("**/jobs/**")
    _until_made(walk, "#job:not(:has(progress))")
    return str(walk.page.url.rpartition("/")[2])


def _until_made(walk: Walk, sign: str) -> None:
    """Look again until the page of a job shows this, as one does without scripts."""
    for _ in range(60):
        if walk.page.locator(sign).count():
            return
        walk.page.wait_for_timeout(250)
        walk.page.reload()
    raise AssertionError("the job did not end")


def search_chinese(walk: Walk) -> None:
    """Find a message by words that no blank divides."""
    walk.page.locator("#find-q").fill(CHINESE)
    walk.page.locator("#find-q").press("Enter")
    walk.page.wait_for_url("**/search?q=**")
    assert CHINESE in walk.page.locator("main mark").first.inner_text()


def investigate(walk: Walk, case: WalkedCase, *, scripts: bool) -> Any:
    """The whole way, but what only scripts do; the file that it ends with."""
    find_group(walk)
    (brush if scripts else narrow_by_form)(walk)
    assert narrowed(walk)["from"] >= "2026-03-03"
    walk.page.locator("a.all-times").click()
    walk.page.wait_for_url(re.compile("/campaigns/C1$"))
    open_tie(walk)
    before = of_group(walk)
    exclude(walk, case.members[0])
    assert of_group(walk) != before
    undo(walk)
    assert of_group(walk) == before
    judge(walk)
    search_chinese(walk)
    return export_stix(walk)
