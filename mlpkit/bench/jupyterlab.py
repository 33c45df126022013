"""JupyterLab in a headless Chromium: for the browser tests, and to measure explorers."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Chromium without what reaches for the network or needs a desktop.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# No news, and nothing that pops up over a lesson.
_QUIET = """{
  "@jupyterlab/apputils-extension:notification":
    {"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true},
  "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab %s"}
}"""


def find_chromium() -> str | None:
    """Find a Chromium or Chrome of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def launch(executable: str | None = None) -> Iterator[Any]:
    """Start a headless Chromium, and close it afterwards.

    Raises
    ------
    RuntimeError
        Where Playwright or a Chromium is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise RuntimeError("Playwright is missing; pip install 'mlpkit[test]' brings it.") from None
    executable = executable or find_chromium()
    if not executable:
        raise RuntimeError("There is no Chromium here; on Debian, apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            browser.close()


class Lab:
    """A running JupyterLab server on notebooks below `folder`."""

    def __init__(self, folder: Path, url: str, token: str) -> None:
        self.folder = folder
        self._url = url
        self._token = token

    def address(self, notebook: str) -> str:
        """Give the address that opens a notebook in a workspace of its own."""
        workspace = secrets.token_hex(4)
        return f"{self._url}/lab/workspaces/{workspace}/tree/{notebook}?token={self._token}"

    def is_up(self) -> bool:
        """Ask the server whether it answers."""
        try:
            with urllib.request.urlopen(f"{self._url}/api/status?token={self._token}"):  # noqa: S310  our own server
                return True
        except urllib.error.URLError:
            return False


@contextmanager
def serve(folder: Path, theme: str = "Light", seconds: float = 60) -> Iterator[Lab]:
    """Run a JupyterLab server on `folder`, with settings of its own, and stop it afterwards.

    Raises
    ------
    TimeoutError
        When it does not answer in time, with the end of its log.
    """
    own = folder / ".server"
    (own / "lab").mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    settings = own / "data" / "lab" / "settings"
    settings.mkdir(parents=True)
    (settings / "overrides.json").write_text(_QUIET % theme)
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly", f"--LabApp.app_settings_dir={settings}",
    ]  # fmt: skip
    with (own / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **{name: str(own / place) for name, place in places.items()}},
        )
    try:
        lab = Lab(folder, f"http://127.0.0.1:{port}", token)
        deadline = time.monotonic() + seconds
        while not lab.is_up():
            if time.monotonic() > deadline or server.poll() is not None:
                raise TimeoutError(
                    f"JupyterLab did not start:\n{(own / 'log').read_text()[-2000:]}"
                )
            time.sleep(0.1)
        yield lab
    finally:
        server.terminate()
        server.wait(20)


def open_notebook(page: Any, lab: Lab, notebook: str) -> None:
    """Open a notebook and wait until its kernel is ready."""
    page.goto(lab.address(notebook))
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    wait_until_idle(page)


def run_all(page: Any) -> None:
    """Run all cells and wait until every code cell has run."""
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        """() => jupyterapp.shell.currentWidget.content.model.sharedModel.cells
            .filter((cell) => cell.cell_type === 'code' && cell.getSource().trim())
            .every((cell) => cell.execution_count > 0 && cell.executionState === 'idle')""",
        timeout=120_000,
    )
    wait_until_idle(page)


def wait_until_idle(page: Any) -> None:
    """Wait until the kernel has nothing to do."""
    page.wait_for_function(
        "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
