"""Plain data that goes to a student's function and comes back from it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call: plain arguments, and how many items to take from an iterator that returns.

    `take=0` means that the function returns its value directly.
    """

    arguments: tuple[Any, ...]
    take: int = 0


@dataclass(frozen=True)
class Raised:
    """An exception of the student's own: its type and text, and the student's own line."""

    kind: str
    text: str
    line: int | None = None
    source: str = ""

    @property
    def unsolved(self) -> bool:
        """Whether this is what an exercise raises as released, or left for later."""
        return self.kind == "NotImplementedError"

    def told(self, seconds: float) -> str:
        """Tell what the function did, to go on from “It” or “Your function”.

        Parameters
        ----------
        seconds
            The time that it had.
        """
        if self == ENDED:
            return f"{self.text}."
        if self.unsolved:
            return "is not solved yet."
        where = f", in line {self.line} of your code: {self.source}" if self.line else "."
        if self.kind == STOPPED.kind:
            return f"had not returned after {seconds:g} s and was stopped{where}"
        text = " ".join(self.text.split())
        return f"raised {self.kind}{f': {text}' if text else ''}{where}"


STOPPED = Raised("TimeLimit", "had not returned when its time was up")
ENDED = Raised("SystemExit", "ended the Python process that ran it")


@dataclass(frozen=True)
class Opaque:
    """A value that is no number, array, tuple or list; only its type's name is kept."""

    type_name: str


@dataclass(frozen=True)
class Oversize:
    """An array too large to carry; its shape is kept."""

    shape: tuple[int, ...]


@dataclass(frozen=True)
class NodeRef:
    """A node of the graph among the arguments, by its place in it."""

    index: int


@dataclass(frozen=True)
class Table:
    """A dict, as the pairs of its keys and values."""

    pairs: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Outcome:
    """What one call did.

    `value` means something where `raised` is None. `changed` says whether an argument was
    changed in place; `library` names the function of mlpkit that was called, if any.
    """

    value: Any
    raised: Raised | None
    changed: bool = False
    library: str | None = None
