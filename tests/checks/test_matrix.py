"""Every answer, right and wrong, through `examine`: the mark and the name of the mistake."""

import inspect
from functools import cache

import pytest
from answers import ANSWERS

from mlpkit.checks import examine
from mlpkit.exercises import catalogue

SEEDS = (0, 1, 2)
RIGHT = [answer for answer in ANSWERS if not answer.names]
WRONG = [answer for answer in ANSWERS if answer.names]


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_is_accepted_in_any_style(answer):
    # training takes seconds, and what is the same for all exercises needs no more seeds
    once = answer.place.startswith("habits") or answer.exercise.endswith("/train")
    for seed in SEEDS[:1] if once else SEEDS:
        report = examine(answer.exercise, answer.function, seed)
        assert report.passed, report.message
        assert (report.mistakes, report.alternatives, report.score) == ((), (), 1.0)


@pytest.mark.parametrize(("number", "answer"), [*enumerate(WRONG)], ids=str)
def test_a_wrong_answer_is_named(number, answer):
    seed = SEEDS[number % len(SEEDS)]
    report = examine(answer.exercise, answer.function, seed)
    told = {frozenset(names) for names in (report.mistakes, *report.alternatives)}
    assert not report.passed
    assert told & set(answer.names), f"{told} for seed {seed}: {report.message}"
    assert report.score == pytest.approx(answer.score)
    assert "Traceback" not in report.message
    assert not lines_of_the_reference(answer.exercise) & set(report.message.splitlines())
    unnamed = {"raised", "not-solved"}  # these are said in words
    assert all(name in report.message for name in set(report.mistakes) - unnamed)


@cache
def lines_of_the_reference(exercise):
    """Return the lines of the right answer that say more than a name."""
    reference = catalogue()[exercise].reference
    lines = inspect.getsource(reference).splitlines() if reference else []
    return {line.strip() for line in lines[1:] if len(line.strip()) > 20}


@pytest.mark.parametrize("exercise", catalogue())
def test_every_exercise_has_right_and_wrong_answers(exercise):
    own = [a for a in ANSWERS if a.exercise == exercise and not a.place.startswith("habits")]
    assert sum(not answer.names for answer in own) >= 3
    assert sum(bool(answer.names) for answer in own) >= 12
