"""Serve a lesson as slides to the browser of this machine."""

import tempfile
import threading
import webbrowser
from importlib.resources import files
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from traitlets import Unicode, default
from voila.app import Voila

from mlpkit.course.places import (
    CourseError,
    checkout,
    find_lesson,
    lesson_names,
    notebook_path,
    released_lessons,
)
from mlpkit.pages.formulas import math_font
from mlpkit.stage.slides import make_deck

# What draws widgets. Other extensions of JupyterLab have no place on a stage.
EXTENSIONS = [
    "anywidget",
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
]
OPTIONS = (
    "--classic-tree",  # a plain list of the lessons
    "--Voila.log_level=ERROR",  # the terminal says where the stage is
    "--VoilaExecutor.allow_errors=True",  # one cell that fails doesn't end the show
    "--show_tracebacks=True",
)
TEMPLATE = Path(__file__).parent / "template"


class OwnKernel(KernelSpecManager):
    """Knows this very interpreter and no other, whatever kernels the user has installed."""

    @default("kernel_dirs")
    def _no_installed_kernels(self) -> list[str]:
        return []


class Stage(Voila):
    """Voila with our template, our assets, and nobody's configuration."""

    page = Unicode(help="what the browser opens, below the server's address")

    @default("config_file_paths")
    def _no_configuration(self) -> list[str]:
        return []

    def setup_template_dirs(self) -> None:
        """Put our page before Voila's, and our assets beside Voila's."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATE))
        own = TEMPLATE, files("mlpkit.pages") / "static", math_font().parent
        self.static_paths += map(str, own)

    def launch_browser(self) -> None:
        """Open the page itself, once the port is known, and say where it is."""
        address = self.connection_url + self.page
        print(f"The stage is at {address}", "Press ? there for its keys, Ctrl+C here to end it.",
              sep="\n", flush=True)  # fmt: skip
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def present(start: Path, lesson: str | None, solutions: bool) -> None:
    """Serve the lessons as slides until the user stops it, and open one in the browser.

    Parameters
    ----------
    start
        The folder in which the user called.
    lesson
        The lesson to open, by name or number; None opens the list of lessons.
    solutions
        Whether exercises are shown, with their solutions.

    Raises
    ------
    CourseError
        If there is no such lesson, or no solutions.
    """
    folder = _solutions(start) if solutions else released_lessons(start)
    name = lesson and find_lesson(lesson, folder)
    with tempfile.TemporaryDirectory() as decks:
        for each in lesson_names(folder):
            notebook = nbformat.read(folder.parent / notebook_path(folder.name, each), as_version=4)
            nbformat.write(make_deck(notebook, solutions), Path(decks, f"{each}.ipynb"))
        stage = Stage(page=f"voila/render/{name}.ipynb" if name else "")
        stage.initialize([decks, *OPTIONS])
        stage.voila_configuration.kernel_spec_manager_class = OwnKernel
        stage.voila_configuration.extension_allowlist = EXTENSIONS
        stage.start()


def _solutions(start: Path) -> Path:
    root = checkout(start)
    if root is None:
        raise CourseError("The solutions are in a checkout of the course; there is none here.")
    return root / "solutions"
