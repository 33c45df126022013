"""The exercises of the course, in its order."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from mlpkit.exercises import lesson_01
from mlpkit.exercises.exercise import Exercise

__all__ = ["Exercise", "catalogue"]


@cache
def catalogue() -> Mapping[str, Exercise]:
    """Return every exercise by its full name, in the course's order."""
    exercises = [*lesson_01.EXERCISES]
    return MappingProxyType({exercise.name: exercise for exercise in exercises})
