"""Open the lessons in JupyterLab, in a working copy that is the student's own."""

import hashlib
import json
import os
import shutil
import socket
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlpkit.course.places import (
    CourseError,
    checkout,
    find_lesson,
    lesson_names,
    notebook_path,
    released_lessons,
)

WORKING_COPY = "my-lessons"
# What was copied, as checksums: how else to tell a new release from a student's work?
RECORD = ".released.json"


def open_lab(start: Path, lesson: str | None, options: Sequence[str]) -> None:
    """Bring the working copy up to date and serve it until the user stops it.

    Parameters
    ----------
    start
        The folder in which the user called.
    lesson
        The lesson to open, by name or number; None opens the folder.
    options
        JupyterLab's own options, passed on.

    Raises
    ------
    CourseError
        If there is no such lesson, the port is taken, or the copy can't be written.
    """
    released = released_lessons(start)
    page = "/lab"
    if lesson is not None:
        page += f"/tree/{notebook_path('.', find_lesson(lesson, released)).as_posix()}"
    _refuse_taken_port(options)
    copy = working_copy(start)
    try:
        copy.mkdir(exist_ok=True)
        for sentence in update_working_copy(released, copy):
            print(sentence)
    except OSError as error:
        raise CourseError(f"{copy} can't be written: {error.strerror}.") from error

    # In the kernels, too: the course's matrices are small, and threads wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from jupyterlab.labapp import LabApp  # slow to import, and needed only from here on

    # In a container one is often root; that alone is no reason to refuse.
    serve = ["--allow-root", f"--ServerApp.root_dir={copy}", f"--LabApp.default_url={page}"]
    LabApp.launch_instance([*serve, *options])


def working_copy(start: Path) -> Path:
    """Say where the working copy lies: in the checkout, else where there is one, else here."""
    root = checkout(start)
    if root is None:
        around = (folder for folder in (start, *start.parents) if (folder / WORKING_COPY).is_dir())
        root = next(around, start)
    return root / WORKING_COPY


def update_working_copy(released: Path, copy: Path) -> Iterator[str]:
    """Add the lessons that are missing, overwrite nothing, and say what was done.

    A lesson that changed since it was copied stays as the student has it.
    """
    record = _read_record(copy)
    for lesson in lesson_names(released):
        path = notebook_path(".", lesson)
        checksum = hashlib.sha256((released / path).read_bytes()).hexdigest()
        if not os.path.lexists(copy / path):
            _copy_whole(released / path, copy / path)
            record[lesson] = checksum
            yield f"Added {copy.name}/{path}."
        elif record.get(lesson, checksum) != checksum:
            yield (
                f"There is a newer {lesson}; yours is left as it is. "
                f"To get the new one, rename {copy.name}/{path} and start again."
            )
    if record != _read_record(copy):
        (copy / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")


def _read_record(copy: Path) -> dict[str, str]:
    try:
        record = json.loads((copy / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # lost or damaged: nothing is known to be newer
        return {}
    return record if isinstance(record, dict) else {}


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that it is there whole or not at all: half a lesson would stay for ever."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        shutil.copyfile(source, Path(folder, target.name)).replace(target)


def _refuse_taken_port(options: Sequence[str]) -> None:
    """Raise if the user asks for a port that is taken; JupyterLab would quietly take another."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", "--ServerApp.port", type=int)
    parser.add_argument("--ip", "--ServerApp.ip", default="localhost")
    asked, _ = parser.parse_known_args(options)
    if not asked.port:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("" if asked.ip == "*" else asked.ip, asked.port))
        except OSError as error:
            raise CourseError(
                f"Port {asked.port} can't be used ({error.strerror}); choose another one, "
                f"or leave --port out and JupyterLab finds one."
            ) from error
