"""One JupyterLab and one Chromium for all browser tests; a fresh page for each."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from mlpkit.bench.jupyterlab import (
    Lab,
    find_chromium,
    launch,
    open_notebook,
    run_all,
    serve,
)

RESULTS = Path(__file__).parents[2] / "test-results"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium() or _install_chromium()
    if path:
        return path
    reason = "no chromium here, and it can only be installed by root on Debian"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; in CI the browser tests must run")
    pytest.skip(reason)


def _install_chromium() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    import fcntl

    with Path(tempfile.gettempdir(), "mlpkit-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of one run may both come here
        if not find_chromium():
            subprocess.run(["apt-get", "update", "-q"], check=True)
            subprocess.run(["apt-get", "install", "-qy", "chromium"], check=True)
    return find_chromium()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with launch(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with serve(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


class Notebook:
    """A notebook in JupyterLab, and what its page said on the console."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._lab = lab
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def run(self, *cells: str) -> None:
        """Run a notebook of these cells."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        path = self._lab.folder / f"{id(self)}.ipynb"
        nbformat.write(notebook, path)
        self.run_file(path)

    def run_file(self, path: Path) -> None:
        """Run a notebook of the server's folder."""
        open_notebook(self.page, self._lab, str(path.relative_to(self._lab.folder)))
        self.complaints.clear()  # what JupyterLab says of its own start is not ours
        run_all(self.page)

    def explorer(self, number: int = 0) -> "OnPage":
        """Find an explorer that has been drawn."""
        found = self.page.locator(".mlpkit-explorer[data-ready]").nth(number)
        found.wait_for()
        return OnPage(found)

    def violations(self) -> list[str]:
        """Ask axe what is wrong within the explorers."""
        axe = files("axe_playwright_python") / "axe.min.js"
        self.page.evaluate(axe.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run('.mlpkit-explorer')")["violations"]
        return [f"{v['id']}: {[node['html'] for node in v['nodes']]}" for v in found]


class OnPage:
    """An explorer as the page shows it."""

    def __init__(self, locator: Any) -> None:
        self.locator = locator

    @property
    def state(self) -> str:
        return self.locator.get_attribute("data-ready")

    @property
    def words(self) -> str:
        return self.locator.locator(".words").inner_text()

    @property
    def picture(self) -> str:
        """What moves, as SVG."""
        return "".join(g.inner_html() for g in self.locator.locator("g.moving").all())

    @property
    def cut_off(self) -> list[str]:
        """Words in pictures that reach beyond the explorer's frame."""
        return self.locator.evaluate(
            """root => {
                const frame = root.getBoundingClientRect();
                const beyond = ({ left, right }) => left < frame.left || right > frame.right;
                return [...root.querySelectorAll("svg text")]
                    .filter((text) => beyond(text.getBoundingClientRect()))
                    .map((text) => text.textContent);
            }"""
        )

    def press(self, control: str, key: str) -> None:
        """Press a key on a control, and wait until its picture is painted."""
        before = self.state
        self.locator.locator(f"[data-control='{control}'] input").first.focus()
        self.locator.page.keyboard.press(key)
        self.wait_for_change(before)

    @property
    def verdict(self) -> str:
        """What it says to the last answer."""
        return self.locator.locator(".asking").inner_text()

    def answer(self, button: str) -> None:
        """Press a button by its name."""
        self.locator.get_by_role("button", name=button).press("Enter")

    def enter_state(self, state: str) -> None:
        """Type a state and press Enter."""
        box = self.locator.locator(".foot input")
        box.fill(state)
        box.press("Enter")

    def wait_for_change(self, before: str) -> None:
        self.locator.page.wait_for_function(
            "([element, before]) => element.dataset.ready !== before",
            arg=[self.locator.element_handle(), before],
        )

    def wait_for_state(self, state: str) -> None:
        self.locator.page.wait_for_function(
            "([element, state]) => element.dataset.ready === state",
            arg=[self.locator.element_handle(), state],
        )

    def screenshot(self, name: str) -> None:
        RESULTS.mkdir(exist_ok=True)
        self.locator.screenshot(path=RESULTS / f"{name}.png")


@pytest.fixture(scope="session")
def opened(lab: Lab, browser: Browser) -> Callable[[], AbstractContextManager[Notebook]]:
    """Give a notebook on a page of its own; its kernel is gone afterwards."""

    @contextmanager
    def open_page() -> Iterator[Notebook]:
        with browser.new_context(viewport={"width": 1280, "height": 1000}) as context:
            page = context.new_page()
            page.set_default_timeout(60_000)
            yield Notebook(page, lab)
            page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()")

    return open_page


@pytest.fixture
def notebook(opened: Callable[[], AbstractContextManager[Notebook]]) -> Iterator[Notebook]:
    with opened() as notebook:
        yield notebook


@pytest.fixture
def lesson(lab: Lab) -> Callable[[str], Path]:
    """Copy a lesson as released to where JupyterLab serves it."""

    def copy(name: str) -> Path:
        source = Path(__file__).parents[2] / "lessons" / name / f"{name}.ipynb"
        return Path(shutil.copy(source, lab.folder))

    return copy
