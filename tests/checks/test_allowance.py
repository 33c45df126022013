"""A busy machine costs a function no time, and no machine lets one go on for ever."""

from types import SimpleNamespace

import pytest

from mlpkit.calls import allowance
from mlpkit.calls.allowance import PATIENCE, Allowance


@pytest.fixture
def clocks(monkeypatch):
    """Clocks that a test sets: what has passed, and how long a processor was at work."""
    now = SimpleNamespace(passed=0.0, used=0.0)
    monkeypatch.setattr(
        allowance,
        "time",
        SimpleNamespace(monotonic=lambda: now.passed, clock_gettime=lambda _: now.used),
    )
    return now


@pytest.fixture
def five_seconds(clocks):
    return Allowance(process=1, seconds=5)


def test_what_works_without_a_break_has_used_what_has_passed(clocks, five_seconds):
    clocks.passed, clocks.used = 2.0, 2.0
    assert five_seconds.left() == 3


def test_waiting_for_a_processor_costs_nothing(clocks, five_seconds):
    clocks.passed, clocks.used = 6.0, 1.5
    assert five_seconds.left() == 3.5


def test_sleeping_costs_what_it_takes(clocks, five_seconds):
    clocks.passed, clocks.used = 6.0, 0.01
    assert five_seconds.left() < 0


def test_two_threads_have_no_less_time_than_one(clocks, five_seconds):
    clocks.passed, clocks.used = 3.0, 6.0
    assert five_seconds.left() == 2


def test_patience_ends(clocks, five_seconds):
    clocks.passed, clocks.used = PATIENCE * 5 + 0.1, 3.0
    assert five_seconds.left() < 0
