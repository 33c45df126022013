"""`mlpkit site`: its pages opened as files with the network off."""

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from mlpkit import explorers
from mlpkit.course.places import CourseError
from mlpkit.explorers.explorer import Explorer
from mlpkit.site.build import build_site

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
# One with explorers that play a run, one whose explorers have tables.
RUNS, TABLES = "01-loss-and-sgd", "06-backpropagation"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with two lessons."""
    root = tmp_path_factory.mktemp("course")
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / "solutions").mkdir()
    for lesson in (RUNS, TABLES):
        shutil.copytree(ROOT / "lessons" / lesson, root / "lessons" / lesson)
    return root


@pytest.fixture(scope="module")
def site(course: Path) -> Path:
    build_site(course, course / "site")
    return course / "site"


def violations(page: Page) -> list[str]:
    """Ask axe what is wrong; it does not see that a formula is a table's heading."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    rules = {"empty-table-header": {"enabled": False}}
    found = page.evaluate("(rules) => axe.run({ rules })", rules)["violations"]
    return [f"{v['id']}: {[node['html'] for node in v['nodes']]}" for v in found]


def wait_for_state(explorer: Any, opened: Explorer) -> None:
    """Wait until an explorer on the page shows what another one in Python shows."""
    explorer.page.wait_for_function(
        "([explorer, state]) => explorer.dataset.ready === state",
        arg=[explorer.element_handle(), opened.state],
    )


class Opened:
    """A page without network, and what it said and fetched."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.fetched: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.fetched.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_load_state()

    def explorer(self, number: int = 0) -> Any:
        found = self.page.locator(".mlpkit-explorer[data-ready]").nth(number)
        found.wait_for()
        return found

    def exploring(self, number: int = 0) -> Any:
        """Find an explorer, and ask it for no prediction."""
        found = self.explorer(number)
        found.get_by_label("predict first").uncheck()
        return found

    def key(self, explorer: Any, slider: str, key: str) -> None:
        """Press a key on a slider, and wait until its picture is painted."""
        before = explorer.get_attribute("data-ready")
        explorer.locator(slider).focus()
        self.page.keyboard.press(key)
        self.page.wait_for_function(
            "([explorer, before]) => explorer.dataset.ready !== before",
            arg=[explorer.element_handle(), before],
        )


@pytest.fixture
def opened(site: Path, browser: Browser) -> Iterator[Callable[..., Opened]]:
    with browser.new_context(offline=True, viewport={"width": 1280, "height": 720}) as context:
        yield lambda name: Opened(context.new_page(), site / f"{name}.html")


@pytest.mark.parametrize("name", ["index", RUNS, TABLES])
def test_a_page_needs_no_network_and_complains_of_nothing(opened: Any, name: str) -> None:
    page = opened(name)
    page.page.locator("h1").wait_for()
    assert page.complaints == []
    assert [url for url in page.fetched if not url.startswith(("file:", "data:"))] == []
    RESULTS.mkdir(exist_ok=True)
    page.page.screenshot(path=RESULTS / f"site-{name}.png")


@pytest.mark.parametrize("name", ["index", RUNS, TABLES])
def test_axe_finds_nothing(opened: Any, name: str) -> None:
    assert violations(opened(name).page) == []


def test_the_index_leads_to_a_lesson(opened: Any) -> None:
    page = opened("index")
    page.page.get_by_role("link", name="Lesson 06").click()
    assert page.page.locator("h1").inner_text() == "Lesson 06: Backpropagation"


def test_an_explorer_with_a_table_is_alive(opened: Any) -> None:
    page = opened(TABLES)
    explorer = page.exploring()
    words = explorer.locator(".words").inner_text()
    page.key(explorer, "[data-control='layers'] input", "ArrowRight")
    assert explorer.locator(".words").inner_text() != words
    assert page.complaints == []


def test_a_recorded_run_is_scrubbed_by_keyboard(opened: Any) -> None:
    page = opened(RUNS)
    explorer = page.exploring()
    run = explorer.get_by_role("slider", name="Recorded run")
    assert int(run.get_attribute("max")) >= 59
    picture = explorer.locator("g.moving").first.inner_html()
    page.key(explorer, ".run input", "ArrowRight")
    assert explorer.locator("g.moving").first.inner_html() != picture
    assert run.get_attribute("aria-valuetext").startswith("2 of ")
    assert explorer.locator("[data-control='W1_11'] input").is_disabled()


def test_a_run_plays_and_stops(opened: Any) -> None:
    page = opened(RUNS)
    explorer = page.exploring()
    explorer.locator(".run").get_by_role("button", name="play").click()
    explorer.get_by_text("4 of ").wait_for()
    explorer.locator(".run").get_by_role("button", name="stop").click()
    assert explorer.locator(".run").get_by_role("button", name="play").is_visible()


def test_a_preset_leads_into_the_run(opened: Any) -> None:
    explorer = opened(RUNS).exploring()
    explorer.get_by_role("button", name="too long").click()
    explorer.locator(".run output", has_text="too long").wait_for()


def test_a_number_is_asked_for_and_shown_against_what_happens(opened: Any) -> None:
    explorer = opened(RUNS).explorer(0)
    run = explorer.locator(".run")
    assert run.evaluate("run => run.inert")
    explorer.get_by_label("Your answer").fill("0.9")
    explorer.get_by_role("button", name="Answer").click()
    explorer.get_by_text("You said: 0.9. It is: 0.56.").wait_for()
    wait_for_state(explorer, explorers.two_layer_network("W2=0.7,0,0.4"))
    assert not run.evaluate("run => run.inert")


def test_a_click_is_asked_for_and_shown_against_what_happens(opened: Any) -> None:
    page = opened(RUNS)
    explorer = page.explorer(2)
    explorer.get_by_role("button", name="still on its way").click()
    wait_for_state(explorer, explorers.sgd_path("alpha=0.02; batch=12; steps=40"))
    explorer.get_by_role("button", name="Next question").click()
    picture = explorer.locator(".pictures > svg").first
    box = picture.bounding_box()
    picture.click(position={"x": 0.69 * box["width"], "y": 0.27 * box["height"]})
    explorer.get_by_text("Yes: (1.45, 2.01).").wait_for()
    wait_for_state(explorer, explorers.sgd_path("alpha=0.7; batch=12; steps=40"))
    assert page.complaints == []


def test_a_lesson_can_be_opened_on_binder_and_holds_no_solution(opened: Any) -> None:
    page = opened(RUNS).page
    link = page.get_by_role("link", name="Open this lesson on Binder").first
    assert link.get_attribute("href").startswith("https://mybinder.org/v2/")
    assert "NotImplementedError" in page.locator("main").inner_text()
    assert "W1 - alpha * dW1" not in page.locator("main").inner_text()


def test_two_builds_are_the_same_to_the_byte(course: Path, site: Path) -> None:
    build_site(course, course / "again")
    files = [path.relative_to(site) for path in site.rglob("*") if path.is_file()]
    assert {*files} == {
        path.relative_to(course / "again")
        for path in (course / "again").rglob("*")
        if path.is_file()
    }
    for path in files:
        assert (site / path).read_bytes() == (course / "again" / path).read_bytes(), path


def test_a_folder_in_use_is_left_alone(course: Path) -> None:
    used = course / "used"
    used.mkdir()
    (used / "mine.txt").write_text("mine")
    with pytest.raises(CourseError, match="is not an empty folder"):
        build_site(course, used)
    assert [path.name for path in used.iterdir()] == ["mine.txt"]
