"""What a page without Python gets of an explorer."""

from itertools import pairwise

import pytest

from mlpkit import explorers
from mlpkit.site.recording import LEAST, record

WITH_TABLE = {"backpropagation", "chain_rule", "cross_entropy", "flatten_image"}


@pytest.fixture(scope="module", params=explorers.__all__)
def recorded(request):
    return request.param, record(getattr(explorers, request.param)())


def test_an_explorer_has_a_whole_table_or_a_run_of_many_pictures(recorded):
    name, recording = recorded
    pictures = sum(len(states) for _, states in recording["shared"]["run"])
    assert pictures == 0 if name in WITH_TABLE else pictures >= LEAST


def test_every_state_that_the_page_can_ask_for_is_recorded(recorded):
    _, recording = recorded
    shared = recording["shared"]
    about, table = shared["about"], shared["about"]["table"]
    asked = [question[when] for question in about["questions"] for when in ("start", "change")]
    played = [state for _, states in shared["run"] for state in states]
    assert {*asked, *played, *about["presets"].values()} <= set(table)


def test_every_background_of_a_picture_is_recorded(recorded):
    _, recording = recorded
    shared = recording["shared"]
    keys = {key for row in shared["about"]["table"].values() for key in row["stills"].values()}
    assert keys <= set(shared["stills"])


def test_a_row_is_what_python_draws(recorded):
    name, recording = recorded
    design = getattr(explorers, name)().design
    state, row = list(recording["shared"]["about"]["table"].items())[-1]
    assert row == design.frame(design.read(state))


def test_it_opens_as_the_lesson_says():
    opened = record(explorers.sgd_path("alpha=0.1; batch=12", predict=False))["opened"]
    assert opened["frame"]["state"].startswith("alpha=0.1; batch=12")
    assert opened["predict"] is False


def test_a_run_moves_in_small_steps_from_one_end_to_the_other():
    run = dict(record(explorers.sgd_path())["shared"]["run"])
    steps = [int(state.split("steps=")[1].split(";")[0]) for state in run["too large"]]
    assert (steps[0], steps[-1]) == (0, 40)
    assert max(b - a for a, b in pairwise(steps)) <= 2
