"""Measure ours and others in turn, in one process on one core, and compare."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Run = Callable[[], object]

ROUNDS = 25
ROUND_SECONDS = 0.03  # a round repeats what is shorter
PATIENCE_SECONDS = 6.0  # what is slow gets fewer rounds


@dataclass(frozen=True)
class Peer:
    """Something that does the same work as ours.

    Parameters
    ----------
    name
        What the table calls it.
    prepare
        Imports and builds what is needed, and returns what is to be timed. An ImportError
        makes a row that names what is missing.
    least
        The goal: its time is at least this many times ours. None where there is no goal.
    """

    name: str
    prepare: Callable[[], Run]
    least: float | None = None


@dataclass(frozen=True)
class Row:
    """A line of the result."""

    measure: str
    name: str
    value: float | None = None
    unit: str = "µs"
    times_ours: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""


def race(
    measure: str,
    ours: Run,
    peers: Sequence[Peer],
    most_ms: float | None = None,
    round_seconds: float = ROUND_SECONDS,
) -> list[Row]:
    """Time ours and the peers in turn; what counts is the processor's time in the best round.

    Parameters
    ----------
    most_ms
        The goal for ours, in milliseconds.
    round_seconds
        How long a round is. In a short one, who leaves garbage behind isn't there when it is
        collected, and who needs the cache finds in it what the run before has left.
    """
    missing: list[Row] = []
    runs: dict[str, Run] = {"mlpkit": ours}
    for peer in peers:
        try:
            runs[peer.name] = peer.prepare()
        except ImportError as error:
            missing.append(Row(measure, peer.name, note=f"not installed: {error.name}"))
    seconds = _time_in_turn(runs, round_seconds)

    own = seconds["mlpkit"]
    goal = "" if most_ms is None else f"≤ {most_ms:g} ms"
    met = None if most_ms is None else own * 1e3 <= most_ms
    rows = [Row(measure, "mlpkit", own * 1e6, goal=goal, met=met)]
    for peer in peers:
        if peer.name in seconds:
            times = seconds[peer.name] / own
            met = None if peer.least is None else times >= peer.least
            value = seconds[peer.name] * 1e6
            rows.append(Row(measure, peer.name, value, "µs", times, _goal(peer.least), met))
    return rows + missing


def _goal(least: float | None) -> str:
    if least is None:
        return ""
    return f"ours ≤ {1 / least:.3g}×" if least < 1 else f"≥ {least:g}×"


def _time_in_turn(runs: dict[str, Run], round_seconds: float) -> dict[str, float]:
    """Return the seconds of one call of each run."""
    repeats = {name: _repeats(run, round_seconds) for name, run in runs.items()}
    rounds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        gc.collect()  # ours comes first, and doesn't pay for what the others left behind
        for name, run in runs.items():
            if sum(rounds[name]) * repeats[name] > PATIENCE_SECONDS:
                continue
            start = time.process_time()
            for _ in range(repeats[name]):
                run()
            rounds[name].append((time.process_time() - start) / repeats[name])
    return {name: min(times) for name, times in rounds.items()}


def _repeats(run: Run, round_seconds: float) -> int:
    """Tell how many calls fill a round, after a first one that compiles and allocates."""
    run()
    start = time.process_time()
    calls = 0
    while time.process_time() - start < round_seconds:
        run()
        calls += 1
    return calls
