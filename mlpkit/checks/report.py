"""What a check says of one function."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """The result of examining one function.

    Parameters
    ----------
    exercise : str
        The exercise's full name.
    passed : bool
    mistakes : tuple of str
        Names of the curriculum that together explain the answer; empty where passed.
    alternatives : tuple of tuples of str
        Other explanations that fit as well.
    score : float
        The share of the points, from 0.0 to 1.0.
    message : str
        What the student reads.
    """

    exercise: str
    passed: bool
    mistakes: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    score: float
    message: str
