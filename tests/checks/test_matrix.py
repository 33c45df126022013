"""Every answer, right and wrong, through `examine`: the mark and the name of the mistake."""

import pytest
from answers import ANSWERS

from mlpkit.checks import examine

RIGHT = [answer for answer in ANSWERS if not answer.names]
WRONG = [answer for answer in ANSWERS if answer.names]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_a_right_answer_is_accepted_in_any_style(answer, seed):
    report = examine(answer.exercise, answer.function, seed)
    assert report.passed, report.message
    assert (report.mistakes, report.alternatives, report.score) == ((), (), 1.0)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_a_wrong_answer_is_named(answer, seed):
    report = examine(answer.exercise, answer.function, seed)
    told = {frozenset(names) for names in (report.mistakes, *report.alternatives)}
    assert not report.passed
    assert told & set(answer.names), f"{report.mistakes}, {report.alternatives}: {report.message}"
    assert report.score == pytest.approx(answer.score)
