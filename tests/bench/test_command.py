"""`mlpkit bench`: what it measures, prints, and refuses."""

import json
from dataclasses import asdict

import pytest

from mlpkit.bench import command, explorers, hand, step
from mlpkit.bench.race import Row
from mlpkit.cli import main

ROWS = [
    Row("a step", "mlpkit", 8.0),
    Row("a step", "PyTorch", 96.0, times_ours=12.0, goal="≥ 12×", met=True),
    Row("a step", "numba", 2.0, times_ours=0.25, goal="≥ 1×", met=False),
    Row("a step", "jax", note="not installed: jax"),
    Row("memory", "mlpkit", 4096, "bytes"),
]


@pytest.fixture
def measured(monkeypatch):
    """Let measurements take no time; return the names that were asked for."""
    names = []
    monkeypatch.setattr(command, "measure", lambda name: names.append(name) or ROWS)
    return names


def test_without_names_everything_is_measured_that_needs_no_browser(measured):
    assert main(["bench"]) == 0
    assert measured == ["step", "epoch", "gradcheck", "surface", "graph"]


def test_names_choose_what_is_measured(measured):
    assert main(["bench", "graph", "explorers"]) == 0
    assert measured == ["graph", "explorers"]


def test_an_unknown_name_is_refused_before_anything_is_measured(measured, capsys):
    assert main(["bench", "step", "grph"]) == 2
    assert measured == []
    assert capsys.readouterr().err == (
        "There is no bench 'grph'; there are: step, epoch, gradcheck, surface, graph, explorers.\n"
    )


def test_the_table_holds_times_ratios_and_goals(measured, capsys):
    main(["bench", "step"])
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "",
        "a step",
        "mlpkit 8 µs",
        "PyTorch 96 µs takes 12.00× ours ≥ 12× met",
        "numba 2 µs ours takes 4.00× ≥ 1× MISSED",
        "jax not installed: jax",
        "",
        "memory",
        "mlpkit 4.1 kB",
    ]


def test_json_holds_the_same_rows(measured, capsys):
    assert main(["bench", "step", "graph", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [asdict(row) for row in [*ROWS, *ROWS]]


def test_a_measurement_runs_in_a_process_of_its_own_on_one_core(monkeypatch, tmp_path):
    (tmp_path / "quick.py").write_text(
        "import os\n"
        "from mlpkit.bench.race import Row\n"
        "def measure():\n"
        "    print('what a library says when it is loaded')\n"
        "    return [Row('threads', os.environ['OMP_NUM_THREADS'], float(os.getpid()))]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setitem(command.MEASUREMENTS, "quick", "quick")
    (first,), (second,) = command.measure("quick"), command.measure("quick")
    assert (first.measure, first.name) == ("threads", "1")
    assert first.value != second.value


def test_the_memory_of_a_step_does_not_grow_with_the_batch():
    *_, large = step.memory()
    assert large.met


def test_without_a_browser_the_explorers_are_a_row_that_says_so(monkeypatch):
    def missing():
        raise RuntimeError("There is no Chromium here.")

    monkeypatch.setattr(explorers, "measure", missing)
    (row,) = hand.measure()
    assert (row.measure, row.note) == ("explorers", "There is no Chromium here.")
