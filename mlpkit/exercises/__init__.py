"""The exercises of the course, in its order."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from mlpkit.exercises import (
    lesson_01,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
)
from mlpkit.exercises.exercise import Exercise

__all__ = ["Exercise", "catalogue"]


@cache
def catalogue() -> Mapping[str, Exercise]:
    """Return every exercise by its full name, in the course's order."""
    lessons = (lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06, lesson_07)
    return MappingProxyType(
        {exercise.name: exercise for lesson in lessons for exercise in lesson.EXERCISES}
    )
