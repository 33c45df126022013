"""Find the course: its folders, its lessons, and a lesson by a short name."""

import difflib
from pathlib import Path

import mlpkit

PACKAGE = Path(mlpkit.__file__).parent


class CourseError(Exception):
    """Something that the user can put right; the message says what and how."""


def checkout(start: Path) -> Path | None:
    """Find the checkout of the course around a folder, or the one that mlpkit runs from.

    Parameters
    ----------
    start
        The folder to look in first, then its parents.

    Returns
    -------
    Path or None
        The checkout's root; None where mlpkit was installed from a wheel.
    """
    for folder in (start, *start.parents, PACKAGE.parent):
        if (folder / "nbgrader_config.py").is_file() and (folder / "solutions").is_dir():
            return folder
    return None


def released_lessons(start: Path) -> Path:
    """Find the folder of released lessons: the checkout's, or the wheel's own copy."""
    root = checkout(start)
    return root / "lessons" if root else PACKAGE / "_lessons"


def notebook_path(folder: str, lesson: str) -> Path:
    """Say where a lesson's notebook lies below the root, in `lessons` or in `solutions`."""
    return Path(folder, lesson, f"{lesson}.ipynb")


def lesson_names(folder: Path, suffix: str = ".ipynb") -> list[str]:
    """List the lessons that `lessons/` holds, or with `.py` those that `solutions/` does."""
    files = folder.glob(f"[0-9][0-9]-*/*{suffix}")
    return sorted(path.stem for path in files if path.stem == path.parent.name)


def find_lesson(name: str, folder: Path) -> str:
    """Find a lesson by its name or by its number: `01` is `01-loss-and-sgd`.

    Raises
    ------
    CourseError
        If there is no such lesson; the sentence lists those that there are.
    """
    names = lesson_names(folder)
    found = [full for full in names if name in (full, full[:2], full[:2].lstrip("0"))]
    if found:
        return found[0]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise CourseError(f"There is no lesson {name!r}; there are: {', '.join(names)}.{hint}")
