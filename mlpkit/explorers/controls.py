"""What a hand can move. A control knows its limits; the browser makes it a native input."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mlpkit.explorers.state import read_as


@dataclass(frozen=True)
class Slider:
    """A number between two limits.

    Parameters
    ----------
    name : str
        The field of the state that it moves.
    label : str
        What stands beside it and is read out.
    low, high, step : float or int
        Whole numbers make the value a whole number.
    pause : int
        Milliseconds from picture to picture of its play button; 0 for no such button.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    pause: int = 0
    kind: str = field(default="slider", init=False)

    def read(self, text: str) -> Any:
        """Read a value within the limits, or raise a ValueError that says what they are."""
        value = read_as(self.step, text, self.label)
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.label} goes from {self.low} to {self.high}, not to {text}.")
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few values, each with the words that stand for it."""

    name: str
    label: str
    options: Mapping[Any, str]
    kind: str = field(default="choice", init=False)

    def read(self, text: str) -> Any:
        """Read one of the options, or raise a ValueError that lists them."""
        for value in self.options:
            if str(value) == text:
                return value
        known = ", ".join(map(str, self.options))
        raise ValueError(f"{self.label} is one of {known}, not “{text}”.")


@dataclass(frozen=True)
class Levels:
    """A slider over listed numbers, for steps that grow."""

    name: str
    label: str
    levels: tuple[float, ...]
    kind: str = field(default="levels", init=False)

    def read(self, text: str) -> float:
        """Read a number between the first level and the last."""
        value: float = read_as(self.levels[0], text, self.label)
        if not self.levels[0] <= value <= self.levels[-1]:
            raise ValueError(
                f"{self.label} goes from {self.levels[0]} to {self.levels[-1]}, not to {text}."
            )
        return value


@dataclass(frozen=True)
class Entry:
    """A line of text to type into."""

    name: str
    label: str
    kind: str = field(default="entry", init=False)

    def read(self, text: str) -> str:
        """Take the text as it is: what it means is the explorer's to say."""
        return text


Control = Slider | Choice | Levels | Entry


@dataclass(frozen=True)
class Group:
    """Controls that belong together.

    Parameters
    ----------
    label : str
    controls : tuple
    columns : int
        How many stand in a row of a matrix, where their places in it tell them apart; or 0.
    below : bool
        Whether they stand below the pictures; otherwise beside them.
    """

    label: str
    controls: tuple[Control, ...]
    columns: int = 0
    below: bool = False


def describe(groups: tuple[Group, ...]) -> list[dict[str, Any]]:
    """Describe the groups as JSON for the browser; values are text there."""
    return [
        {
            "label": group.label,
            "columns": group.columns,
            "below": group.below,
            "controls": [_describe(control) for control in group.controls],
        }
        for group in groups
    ]


def _describe(control: Control) -> dict[str, Any]:
    told = asdict(control)
    if isinstance(control, Choice):
        told["options"] = [[str(value), words] for value, words in control.options.items()]
    if isinstance(control, Levels):
        told["levels"] = [format(level, ".6g") for level in control.levels]
    return told
