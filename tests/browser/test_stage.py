"""`mlpkit present`: slides, keys, live explorers, the second window; nothing from the network."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from mlpkit import explorers

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
LESSONS = sorted(path.name for path in (ROOT / "lessons").iterdir())
SCREENS = {"hd": (1280, 720), "full-hd": (1920, 1080)}
# What stands on the slides of lesson 01 that the tests go to: the first of each kind.
FORMULA, EXPLORER, CODE = "math[display='block']", ".mlpkit-explorer", ".show-output .output pre"


# Of the usual size: 19 px of a screen's 720, where everything has to fit.
LEAST = 0.65


def violations(page: Page) -> list[str]:
    """Ask axe what is wrong; it does not see that a formula is a table's heading."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    rules = {"empty-table-header": {"enabled": False}}
    found = page.evaluate("(rules) => axe.run({ rules })", rules)["violations"]
    return [f"{v['id']}: {[node['html'] for node in v['nodes']]}" for v in found]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Present lesson 01, in a terminal whose browser does nothing."""
    command = [sys.executable, "-m", "mlpkit", "present", "01"]
    stage = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"BROWSER": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield re.search(r"http://\S+", stage.stdout.readline())[0]
    finally:
        stage.terminate()
        stage.wait(20)


class OnStage:
    """The stage in a browser, as the hall sees it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.fetched: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)
        page.on("request", lambda request: self.fetched.append(request.url))
        page.goto(address, timeout=120_000)
        page.wait_for_selector("body:not([data-warming])", timeout=60_000)

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    @property
    def slide(self) -> int:
        return self.page.evaluate(
            "[...document.querySelectorAll('.slide')].findIndex((slide) => !slide.inert)"
        )

    @property
    def last(self) -> int:
        return self.page.locator(".slide").count() - 1

    @property
    def explorer(self) -> Any:
        return self.page.locator(".slide:not([inert]) .mlpkit-explorer")

    @property
    def title(self) -> str:
        return self.page.locator(".slide:not([inert]) h2").inner_text()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, slide: int) -> None:
        self.press(*str(slide + 1), "Enter")
        assert self.slide == slide

    def go_to(self, content: str) -> int:
        """Go to the first slide that holds something; give its number."""
        slide = self.page.evaluate(
            """content => [...document.querySelectorAll('.slide')]
                .findIndex((slide) => slide.querySelector('.content').querySelector(content))""",
            content,
        )
        self.go(slide)
        return slide

    def explore(self) -> int:
        """Go to the first explorer, back at its start, and ask it for no prediction."""
        slide = self.go_to(EXPLORER)
        self.press("r")
        self.explorer.get_by_label("predict first").uncheck()
        self.press("Escape")
        return slide

    def state(self) -> str:
        return self.explorer.get_attribute("data-ready")

    def wait_for_change(self, before: str) -> str:
        self.page.wait_for_function(
            "([explorer, before]) => explorer.dataset.ready !== before",
            arg=[self.explorer.element_handle(), before],
        )
        return self.state()

    def move(self) -> str:
        """Move a slider of the explorer by keyboard; give its new state."""
        before = self.state()
        self.explorer.locator("[data-control='W1_11'] input").focus()
        self.press("ArrowRight")
        return self.wait_for_change(before)


@pytest.fixture(scope="module")
def stage(address: str, browser: Browser) -> Iterator[OnStage]:
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        yield OnStage(page, address)


@pytest.fixture(autouse=True)
def from_the_start(stage: OnStage) -> None:
    stage.press("Escape", "Home")


def test_slides_turn_on_the_keys_that_presenters_use(stage: OnStage) -> None:
    for key in ("ArrowRight", " ", "PageDown"):
        stage.press(key)
    assert stage.slide == 3
    for key in ("ArrowLeft", "PageUp"):
        stage.press(key)
    assert stage.slide == 1
    stage.press("End")
    assert stage.slide == stage.last
    stage.press("ArrowRight")
    assert stage.slide == stage.last
    stage.press("Home", "ArrowLeft")
    assert stage.slide == 0


def test_a_number_and_enter_go_to_a_slide(stage: OnStage) -> None:
    stage.press("1", "2")
    assert stage.page.locator("#typed").inner_text() == "12 ↵"
    stage.press("Enter")
    assert stage.slide == 11
    assert stage.page.locator("#place").inner_text() == f"12 / {stage.last + 1}"


def test_the_first_key_makes_it_full_screen(stage: OnStage) -> None:
    stage.press("ArrowRight")
    stage.page.wait_for_function("document.fullscreenElement === document.documentElement")


def test_the_screen_goes_blank_and_comes_back(stage: OnStage) -> None:
    blank = stage.page.locator("#blank")
    for key in ("b", "."):
        stage.press(key)
        assert blank.is_visible()
        stage.press(key)
        assert not blank.is_visible()


def test_arrows_move_a_slider_and_not_the_slide(stage: OnStage) -> None:
    slide = stage.explore()
    before = stage.state()
    assert stage.move() != before
    assert stage.slide == slide
    stage.press("Escape", "ArrowRight")
    assert stage.slide == slide + 1


def test_a_presenters_remote_turns_the_slide_wherever_the_focus_is(stage: OnStage) -> None:
    slide = stage.explore()
    stage.explorer.locator("[data-control='W1_11'] input").focus()
    stage.press("PageDown")
    assert stage.slide == slide + 1


def test_an_explorer_keeps_its_state_while_slides_turn_until_it_is_reset(stage: OnStage) -> None:
    stage.explore()
    moved = stage.move()
    stage.press("Escape", "ArrowRight", "ArrowLeft")
    assert stage.state() == moved
    stage.press("r")
    assert stage.wait_for_change(moved) == explorers.two_layer_network().state
    assert stage.explorer.get_by_label("predict first").is_checked()


def test_a_reset_asks_the_question_again(stage: OnStage) -> None:
    stage.go_to(EXPLORER)
    question = stage.explorer.locator(".asking").inner_text()
    stage.explorer.get_by_label("Your answer").fill("1")
    stage.press("Enter")
    stage.explorer.locator(".asking [role=status]").wait_for()
    stage.press("Escape", "r")
    assert stage.explorer.locator(".asking").inner_text() == question


def test_code_is_hidden_until_asked_for(stage: OnStage) -> None:
    stage.go_to(EXPLORER)
    code = stage.page.locator(".slide:not([inert]) .highlight")
    assert not code.is_visible()
    stage.press("c")
    assert code.is_visible()
    stage.press("c")


def test_solutions_and_answers_are_not_in_the_page(stage: OnStage) -> None:
    text = stage.page.locator("#stage").inner_html()
    assert "W1 - alpha" not in text.replace("</span>", "").replace("<span>", "")
    assert not stage.page.get_by_text("Exercise").first.is_visible()


def test_the_timer_starts_and_stops(stage: OnStage) -> None:
    timer = stage.page.locator("#timer")
    stage.press("t")
    stage.page.wait_for_function("document.getElementById('timer').textContent > '0:00'")
    stage.press("t")
    assert re.fullmatch(r"0:0\d ⏸", timer.inner_text())
    stage.press("Shift+T")
    assert timer.inner_text() == ""


def test_the_keys_are_listed(stage: OnStage) -> None:
    stage.press("?")
    assert stage.page.get_by_role("dialog").get_by_text("blank screen").is_visible()
    stage.press("?")
    assert not stage.page.get_by_role("dialog").is_visible()


def test_the_speaker_reads_notes_in_a_second_window(stage: OnStage) -> None:
    slide = stage.go_to(EXPLORER)
    with stage.page.expect_popup() as opened:
        stage.press("s")
    notes = opened.value
    assert notes.locator("#title").inner_text() == "Move it"
    assert (
        "Answer the three questions that the explorer asks" in notes.locator("#text").inner_text()
    )
    notes.keyboard.press("ArrowRight")
    assert stage.slide == slide + 1
    assert notes.locator("#title").inner_text() == "Worked example: a prediction"
    assert "Then the lesson has: Exercise: predict" in notes.locator("#text").inner_text()
    notes.close()


def too_small(stage: OnStage) -> list[str]:
    """Turn all slides; name those that scroll, or that a hall could not read."""
    found = []
    for slide in range(stage.last + 1):
        stage.go(slide)
        fits = stage.page.evaluate(
            """least => {
                const content = document.querySelector('.slide:not([inert]) .content');
                const fit = Number(content.style.getPropertyValue('--fit'));
                return fit >= least && content.scrollHeight <= content.clientHeight;
            }""",
            LEAST,
        )
        if not fits:
            found.append(f"{slide + 1}: {stage.title}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_slide_scrolls(stage: OnStage, screen: str, scheme: str) -> None:
    width, height = SCREENS[screen]
    stage.press("f")
    stage.page.set_viewport_size({"width": width, "height": height})
    stage.page.evaluate(
        "dark => document.documentElement.classList.toggle('mlpkit-dark', dark)", scheme == "dark"
    )
    RESULTS.mkdir(exist_ok=True)
    assert too_small(stage) == []
    for name, content in {"formula": FORMULA, "explorer": EXPLORER, "code": CODE}.items():
        stage.go_to(content)
        stage.page.screenshot(path=RESULTS / f"stage-{name}-{screen}-{scheme}.png")


@pytest.mark.parametrize("content", [FORMULA, EXPLORER, CODE])
def test_axe_finds_nothing(stage: OnStage, content: str) -> None:
    stage.go_to(content)
    assert violations(stage.page) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_hall_can_read_every_slide(stage: OnStage, browser: Browser, lesson: str) -> None:
    here = stage.page.url.partition("voila/")[0]
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        shown = OnStage(context.new_page(), f"{here}voila/render/{lesson}.ipynb")
        assert too_small(shown) == []
        assert shown.page.locator(".output:has(> pre) + .output:has(> pre)").count() == 0
        assert shown.errors == []


def test_nothing_comes_from_the_network(stage: OnStage) -> None:
    here = re.match(r"http://[^/]+/", stage.page.url)[0]
    assert [url for url in stage.fetched if not url.startswith((here, "data:", "blob:"))] == []


def test_the_page_has_no_errors(stage: OnStage) -> None:
    assert stage.errors == []


def test_without_a_lesson_there_is_a_list(stage: OnStage) -> None:
    page = stage.page.context.new_page()
    page.goto(re.match(r"http://[^/]+/", stage.page.url)[0])
    assert page.get_by_role("link", name="01-loss-and-sgd").is_visible()
    page.close()
