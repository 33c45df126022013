"""The `mlpkit` command: reads arguments, calls the package that does the work, reports.

Each command imports what it needs when it runs, so that `mlpkit --help` is instant and
`mlpkit lab` works without what only authors and graders have installed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlpkit.course.places import CourseError, checkout

RIGHT, WRONG, UNUSABLE = 0, 1, 2


@dataclass(frozen=True)
class Command:
    """What one word after `mlpkit` does: its help, its arguments, its exit status."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `mlpkit COMMAND …` and return its exit status."""
    parser = argparse.ArgumentParser(prog="mlpkit", description="A course on backpropagation.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=command.help, description=command.help)
        command.arguments(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except CourseError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    return status


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    text = "change nothing, say what is out of step"
    parser.add_argument("--check", action="store_true", help=text)


def _build(options: argparse.Namespace) -> int:
    try:
        from mlpkit.course.build import build, out_of_step
    except ModuleNotFoundError as error:
        raise CourseError(
            f"mlpkit build needs {error.name}: python -m pip install 'mlpkit[authoring]'"
        ) from error
    from mlpkit.exercises import catalogue

    root = checkout(Path.cwd())
    if root is None:
        raise CourseError("mlpkit build works in a checkout of the course; there is none here.")
    if options.check:
        problems = out_of_step(root, catalogue())
        print(*problems or ["Everything is in step."], sep="\n")
        return WRONG if problems else RIGHT
    changed = build(root, catalogue())
    print(*(f"built {path}" for path in changed), sep="\n", end="\n" if changed else "")
    return RIGHT


COMMANDS = {
    "build": Command("rebuild the notebooks from solutions/*/*.py", _build_arguments, _build),
}
