"""Deciding in a real browser: nobody decides by accident, and nothing typed is lost."""

from collections.abc import Iterator
from typing import Any

import pytest

import demasque
from served_case import HAS_SCRIPTS, Served, Walk, served, walking
from walked_case import WalkedCase, walked_case

BY = "D. Walker, Example Office"
WHY = "Seen by two people."


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> WalkedCase:
    return walked_case(tmp_path_factory.mktemp("deciding"))


@pytest.fixture(scope="module")
def server(case: WalkedCase) -> Iterator[Served]:
    with served(case.path) as running:
        yield running


def _standing(case: WalkedCase) -> dict[str, str]:
    with demasque.open_case(case.path) as opened:
        rows = opened.decisions().to_pylist()
    return {each["account"]: each["decision"] for each in rows if each["stands"]}


def _fill(form: Any) -> Any:
    form.locator('[name="by"]').fill(BY)
    form.locator('[name="because"]').fill(WHY)
    return form.locator('[name="because"]')


def _told(walk: Walk) -> str:
    walk.page.locator(".flash").wait_for()
    walk.page.wait_for_load_state()  # keys are heard from then on
    said: str = walk.page.locator(".flash").inner_text()
    return said


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_decides_nothing(
    chromium: Any, server: Served, case: WalkedCase, scripts: bool
) -> None:
    before = _standing(case)
    with walking(chromium, server, java_script_enabled=scripts) as walk:
        walk.to(f"/accounts/{case.members[0]}")
        form = walk.page.locator("form.decide")
        _fill(form).press("Enter")
        if scripts:
            assert "decides nothing" in form.locator(".asked").inner_text()
        walk.page.wait_for_timeout(300)
        assert walk.page.locator(".flash").count() == 0
        assert form.locator('[name="because"]').input_value() == WHY
        for each in ("by", "because"):  # or the browser asks before one leaves
            form.locator(f'[name="{each}"]').fill("")
        walk.to("/campaigns/C1")
        _fill(walk.page.locator("#decide-accounts")).press("Enter")
        walk.page.locator('input[name="accounts"]').first.check()
        walk.page.locator('input[name="accounts"]').first.press("Enter")
        if scripts:
            walk.page.wait_for_timeout(300)
            assert walk.page.locator(".flash").count() == 0
        else:
            assert "Choose what to decide" in _told(walk)
            assert walk.page.locator('input[name="accounts"]').first.is_checked()
    assert _standing(case) == before


def test_enter_does_what_the_key_before_asked_for(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    account = case.members[1]
    with walking(chromium, server) as walk:
        walk.to(f"/accounts/{account}")
        walk.page.keyboard.press("x")
        form = walk.page.locator("form.decide")
        assert "Exclude" in form.locator(".asked").inner_text()
        _fill(form).press("Enter")
        assert "is excluded" in _told(walk)
        walk.page.keyboard.press("z")
        walk.page.locator(".flash", has_text="taken back").wait_for()


def test_a_key_on_a_row_decides_on_that_row_alone(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    with walking(chromium, server) as walk:
        walk.to("/campaigns/C1")
        boxes = walk.page.locator('input[name="accounts"]')
        ticked, meant = boxes.nth(0).input_value(), boxes.nth(2).input_value()
        boxes.nth(0).check()
        walk.page.locator("h1").click()
        walk.page.keyboard.press("u")  # nothing is current: nothing is asked
        form = walk.page.locator("#decide-accounts")
        assert form.locator(".asked").inner_text() == ""
        walk.page.locator(f'[data-row]:has(input[value="{meant}"]) a').first.focus()
        walk.page.keyboard.press("u")
        assert f"account {meant[:8]} alone" in form.locator("legend").inner_text()
        assert "Unsure" in form.locator(".asked").inner_text()
        _fill(form).press("Enter")
        assert f"{meant[:8]} is noted as unsure" in _told(walk)
    assert _standing(case)[meant] == "unsure"
    assert ticked not in _standing(case)


def test_what_was_refused_keeps_its_reason_and_says_so_at_the_form(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    with walking(chromium, server) as walk:
        walk.to("/campaigns/C1")
        form = walk.page.locator("#decide-accounts")
        _fill(form)
        form.locator('[value="exclude"]').click()
        assert "Tick at least one account" in _told(walk)
        assert "Tick at least one account" in form.locator(".problem").inner_text()
        assert form.locator('[name="because"]').input_value() == WHY


@pytest.mark.skipif(not HAS_SCRIPTS, reason="make web did not fetch the scripts")
def test_what_is_half_written_survives_another_order_of_the_list(
    chromium: Any, server: Served
) -> None:
    with walking(chromium, server) as walk:
        walk.to("/campaigns/C1")
        form = walk.page.locator("#decide-accounts")
        _fill(form)
        box = walk.page.locator('input[name="accounts"]').nth(1)
        meant = f'input[value="{box.input_value()}"]'
        box.check()
        walk.page.locator("table.accounts thead a").first.click()
        walk.page.wait_for_url("**sort=**")
        walk.page.wait_for_timeout(300)
        assert form.locator('[name="because"]').input_value() == WHY
        assert walk.page.locator(meant).is_checked()
        for each in ("by", "because"):
            form.locator(f'[name="{each}"]').fill("")


def test_after_a_decision_one_goes_on_at_the_same_place(
    chromium: Any, server: Served, case: WalkedCase
) -> None:
    with walking(chromium, server) as walk:
        walk.to("/next")
        row = walk.page.locator("[data-row]").nth(2)
        after = walk.page.locator("[data-row]").nth(3).get_attribute("id")
        _fill(row)
        row.locator('[value="confirm"]').click()
        assert "confirmed" in _told(walk)
        walk.page.locator(".flash:focus").wait_for()
        walk.page.keyboard.press("j")
        assert walk.page.locator(".at-row").get_attribute("id") == after
