"""The race: what its rows say of ours, of peers, and of peers that are missing."""

import itertools
from types import SimpleNamespace

import pytest

from mlpkit.bench import race
from mlpkit.bench.race import Peer


@pytest.fixture
def taking(monkeypatch):
    """Give something to run that takes so many seconds of a clock that nothing else moves."""
    clock = SimpleNamespace(now=0.0)

    def run_for(seconds):
        def run():
            clock.now += seconds

        return run

    monkeypatch.setattr(race, "time", SimpleNamespace(process_time=lambda: clock.now))
    monkeypatch.setattr(race, "ROUNDS", 3)  # before each, pytest's garbage is collected
    return run_for


def missing():
    raise ModuleNotFoundError("No module named 'spam'", name="spam")


def test_a_peers_ratio_is_its_time_by_ours(taking):
    peers = [Peer("slow", lambda: taking(0.008)), Peer("fast", lambda: taking(0.001))]
    ours, slow, fast = race.race("sleeping", taking(0.002), peers)
    assert [row.name for row in (ours, slow, fast)] == ["mlpkit", "slow", "fast"]
    assert [row.value for row in (ours, slow, fast)] == pytest.approx([2000, 8000, 1000])
    assert (slow.times_ours, fast.times_ours) == pytest.approx((4, 0.5))
    assert ours.times_ours is None


def test_the_best_round_counts(taking):
    runs = itertools.cycle([taking(0.08), taking(0.04), taking(0.08)])  # a round is one of them
    (ours,) = race.race("sleeping", lambda: next(runs)(), [])
    assert ours.value == pytest.approx(40_000)


def test_a_peer_that_is_missing_is_a_row_that_says_so(taking):
    ours, row = race.race("sleeping", taking(0.002), [Peer("eggs", missing, 2)])
    assert (row.measure, row.name, row.note) == ("sleeping", "eggs", "not installed: spam")
    assert (row.value, row.times_ours, row.met) == (None, None, None)
    assert ours.value == pytest.approx(2000)


def test_a_goal_is_met_or_missed_by_the_ratio(taking):
    peers = [Peer(str(least), lambda: taking(0.004), least) for least in (1.5, 3, None, 0.5)]
    _, *rows = race.race("sleeping", taking(0.002), peers)
    assert [(row.goal, row.met) for row in rows] == [
        ("≥ 1.5×", True),
        ("≥ 3×", False),
        ("", None),
        ("ours ≤ 2×", True),
    ]


@pytest.mark.parametrize(("most_ms", "met"), [(2.5, True), (1, False)])
def test_ours_can_have_a_goal_in_milliseconds(taking, most_ms, met):
    (ours,) = race.race("sleeping", taking(0.002), [], most_ms=most_ms)
    assert (ours.met, ours.goal) == (met, f"≤ {most_ms:g} ms")
