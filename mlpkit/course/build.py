"""Build solutions' notebooks, lessons and the README's links; or say what is out of step."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from mlpkit.course.audit import audit_release, audit_solution, read_notebook
from mlpkit.course.execute import execute
from mlpkit.course.links import read_repository
from mlpkit.course.places import CourseError, lesson_names, notebook_path
from mlpkit.course.readme import fill_readme
from mlpkit.course.release import release
from mlpkit.course.source import read_lesson
from mlpkit.exercises import Exercise

Files = dict[Path, bytes]  # by path below the root
README = Path("README.md")


def build(root: Path, exercises: Mapping[str, Exercise]) -> list[Path]:
    """Rebuild everything that is generated, and say which files changed.

    Everything is built and audited aside first; each file is then swapped in whole, so
    that an error leaves the course as it was.

    Raises
    ------
    CourseError
        If a source can't be built, or what came out is not fit to be released.
    """
    # Aside, but on the root's own disk: only there can a file be swapped in one step.
    with tempfile.TemporaryDirectory(dir=root, prefix=".build-") as name:
        files, errors = _generate(root, Path(name), exercises)
        if problems := [*errors, *_strangers(root), *_audit(files, files, exercises)]:
            raise CourseError("\n".join(problems))
        there = _read(root, files)
        changed = [path for path, content in files.items() if there.get(path) != content]
        for path in changed:
            aside = Path(name, "swap")
            aside.write_bytes(files[path])
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            aside.replace(root / path)
    return changed


def out_of_step(root: Path, exercises: Mapping[str, Exercise]) -> list[str]:
    """Say what a rebuild would change and what is not fit to be released; change nothing."""
    with tempfile.TemporaryDirectory() as name:
        files, errors = _generate(root, Path(name), exercises)
    there = _read(root, files)
    different = [
        f"{path}: {'is out of step with its source' if path in there else 'is missing'}"
        for path, content in files.items()
        if there.get(path) != content
    ]
    built, stored = _audit(files, files, exercises), _audit(there, files, exercises)
    return list(dict.fromkeys([*errors, *different, *_strangers(root), *built, *stored]))


def _generate(
    root: Path, aside: Path, exercises: Mapping[str, Exercise]
) -> tuple[Files, list[str]]:
    """Build everything below `aside`, a folder to be thrown away.

    Returns
    -------
    tuple
        The files, without those of lessons that can't be built; and why these can't.
    """
    repository = read_repository(root)
    names = lesson_names(root / "solutions", ".py")

    def solve(lesson: str) -> NotebookNode | str:
        source = root / notebook_path("solutions", lesson).with_suffix(".py")
        try:
            return execute(read_lesson(source, exercises, repository), lesson)
        except CourseError as error:
            return str(error)

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the work is done by the kernels
        solved = dict(zip(names, pool.map(solve, names), strict=True))
    errors = [result for result in solved.values() if isinstance(result, str)]
    notebooks = {name: result for name, result in solved.items() if not isinstance(result, str)}
    for name, notebook in notebooks.items():
        path = aside / notebook_path("solutions", name)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    if notebooks:
        release(root, aside)
    files = _read(aside, sorted(path.relative_to(aside) for path in aside.rglob("*.ipynb")))
    if not errors:
        text = (root / README).read_text(encoding="utf-8")
        files[README] = fill_readme(text, repository, notebooks, exercises).encode()
    return files, errors


def _read(folder: Path, paths: Iterable[Path]) -> Files:
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).exists()}


def _strangers(root: Path) -> Iterator[str]:
    """Name what nbgrader would release or has released, and what no source explains."""
    lessons = lesson_names(root / "solutions", ".py")
    known = {notebook_path(folder, name) for folder in ("solutions", "lessons") for name in lessons}
    found = [*root.glob("solutions/*/*.ipynb"), *root.glob("lessons/**/*")]
    for path in sorted(path.relative_to(root) for path in found if path.is_file()):
        if path not in known and not any(part.startswith(".") for part in path.parts):
            yield f"{path}: has no source in solutions/; move it elsewhere"


def _audit(files: Files, reference: Files, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Say what is wrong with notebooks whose solutions are those of `reference`."""
    for path in (path for path in files if path.suffix == ".ipynb"):
        notebook = read_notebook(files[path])
        solution = read_notebook(reference[notebook_path("solutions", path.stem)])
        if notebook is None or solution is None:
            yield f"{path}: is not a notebook"
        elif path.parts[0] == "solutions":
            problems = audit_solution(path.stem, notebook, exercises)
            yield from (f"{path}: {problem}" for problem in problems)
        else:
            yield from (f"{path}: {problem}" for problem in audit_release(solution, notebook))
