"""The `mlpkit` command: reads arguments, calls the package that does the work, reports.

Each command imports what it needs when it runs, so that `mlpkit --help` is instant and
`mlpkit lab` works without what only authors and graders have installed.
"""

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from mlpkit.course.places import CourseError, checkout

RIGHT, WRONG, UNUSABLE = 0, 1, 2
STOPPED = 130  # what a shell makes of Ctrl+C


@dataclass(frozen=True)
class Command:
    """What one word after `mlpkit` does: its help, its arguments, its exit status."""

    help: str
    add_arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]
    usage: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `mlpkit COMMAND …` and return its exit status."""
    parser = argparse.ArgumentParser(prog="mlpkit", description="A course on backpropagation.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name, help=command.help, description=command.help, usage=command.usage
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    given = sys.argv[1:] if arguments is None else list(arguments)
    own, passed_on = _split(given)
    options = parser.parse_args(own)
    options.passed_on = passed_on
    if passed_on and options.run is not _lab:
        parser.error("only `mlpkit lab` passes on what follows `--`")
    try:
        status: int = options.run(options)
    except CourseError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    return status


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Split at the first `--`: argparse would read what follows as LESSON."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:end], arguments[end + 1 :]


def _lab_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="such as 01")


def _lab(options: argparse.Namespace) -> int:
    from mlpkit.course.lab import open_lab

    open_lab(Path.cwd(), options.lesson, options.passed_on)
    return RIGHT


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--json", action="store_true", help="a list of objects, for programs")


def _check(options: argparse.Namespace) -> int:
    from mlpkit.course.marking import mark
    from mlpkit.exercises import catalogue

    results, unusable = [], False
    for path in options.notebook:
        try:
            found = mark(path, catalogue())
        except CourseError as error:
            unusable = True
            print(error, file=sys.stderr)
            continue
        results += found
        if not options.json:
            print(path, *(textwrap.indent(result.message, "  ") for result in found), sep="\n")
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False))
    if unusable:
        return UNUSABLE
    return RIGHT if all(result.passed for result in results) else WRONG


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    text = "change nothing, say what is out of step"
    parser.add_argument("--check", action="store_true", help=text)


def _build(options: argparse.Namespace) -> int:
    _require("build", "authoring", "jupytext", "nbgrader")
    from mlpkit.course.build import build, out_of_step
    from mlpkit.exercises import catalogue

    root = checkout(Path.cwd())
    if root is None:
        raise CourseError("mlpkit build works in a checkout of the course; there is none here.")
    if options.check:
        problems = out_of_step(root, catalogue())
        print(*problems or ["Everything is in step."], sep="\n")
        return WRONG if problems else RIGHT
    changed = build(root, catalogue())
    print(*[f"Built {path}." for path in changed] or ["Everything is in step."], sep="\n")
    return RIGHT


def _present_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="such as 01")
    parser.add_argument("--solutions", action="store_true", help="with exercises, solved")


def _present(options: argparse.Namespace) -> int:
    _require("present", "stage", "voila", "ziamath")
    from mlpkit.stage.server import present

    present(Path.cwd(), options.lesson, options.solutions)
    return RIGHT


def _bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="such as step")
    parser.add_argument("--json", action="store_true", help="a list of objects, for programs")


def _bench(options: argparse.Namespace) -> int:
    from mlpkit.bench.command import chosen, measure, table

    rows = []
    for name in chosen(options.name):
        measured = measure(name)
        if not options.json:
            print(table(measured), flush=True)
        rows += measured
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
    return RIGHT


def _site_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")


def _site(options: argparse.Namespace) -> int:
    _require("site", "stage", "ziamath")
    from mlpkit.site.build import build_site

    build_site(Path.cwd(), options.folder)
    print(f"Wrote {options.folder / 'index.html'}.")
    return RIGHT


def _require(command: str, extra: str, *names: str) -> None:
    """Raise where an optional part of mlpkit is not installed, saying how to install it."""
    if missing := [name for name in names if not find_spec(name)]:
        install = f"python -m pip install 'mlpkit[{extra}]'"
        raise CourseError(f"mlpkit {command} needs {' and '.join(missing)}: {install}")


COMMANDS = {
    "lab": Command(
        "open the course, or one lesson, in JupyterLab",
        _lab_arguments,
        _lab,
        usage="mlpkit lab [LESSON] [-- JUPYTERLAB OPTIONS]",
    ),
    "present": Command("show a lesson as slides for a hall", _present_arguments, _present),
    "check": Command("say which answers of a notebook are right", _check_arguments, _check),
    "build": Command("rebuild the notebooks from solutions/*/*.py", _build_arguments, _build),
    "bench": Command("measure the library beside its peers", _bench_arguments, _bench),
    "site": Command("write the course as static pages", _site_arguments, _site),
}
