"""An explorer's state as one line of text, and back: ``alpha=0.5; batch=4; seed=1``."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State", bound="DataclassInstance")


def to_text(state: State) -> str:
    """Write a state as text that `from_text` reads back.

    Parameters
    ----------
    state : dataclass instance
        Its fields are numbers, strings, or tuples of numbers.

    Returns
    -------
    str
        ``name=value`` pairs in the order of the fields; numbers have six digits.
    """
    return "; ".join(f"{f.name}={write(getattr(state, f.name))}" for f in fields(state))


def from_text(start: State, text: str) -> State:
    """Read a state; what the text leaves out is as in `start`.

    Parameters
    ----------
    start : dataclass instance
        Gives the names, their types, and the values of what is left out.
    text : str
        ``name=value`` pairs, separated by semicolons.

    Returns
    -------
    dataclass instance
        A state of the same kind as `start`.

    Raises
    ------
    TypeError
        For what is no text.
    ValueError
        For a name that isn't there or a value that can't be read.
    """
    if not isinstance(text, str):
        raise TypeError(f"A state is text, such as “{to_text(start)}”, not {text!r}.")
    known = {f.name: getattr(start, f.name) for f in fields(start)}
    given: dict[str, Any] = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = (part.strip() for part in pair.partition("="))
        if name not in known:
            raise ValueError(f"“{name}” is not part of this state; it has {', '.join(known)}.")
        given[name] = read_as(known[name], value, name)
    return replace(start, **given)


def read_as(example: Any, text: str, name: str) -> Any:
    """Read `text` as a value of the type that `example` has."""
    try:
        if isinstance(example, tuple):
            return tuple(read_as(example[0], part, name) for part in text.split(","))
        return type(example)(text)
    except ValueError:
        kind = "whole number" if isinstance(example, int) else "number"
        raise ValueError(f"{name} is a {kind}; “{text}” can't be read as one.") from None


def write(value: Any) -> str:
    """Write one value as a state's text holds it."""
    if isinstance(value, tuple):
        return ",".join(map(write, value))
    if isinstance(value, float):
        return format(value + 0.0, ".6g")  # + 0.0 turns −0 into 0
    return str(value)
