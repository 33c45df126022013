"""All slides: the training that is watched is core's, epoch by epoch."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.core.network import MLP
from mlpkit.core.sgd import sgd
from mlpkit.explorers import train_and_watch
from mlpkit.explorers.training import (
    ACTIVATIONS,
    EPOCHS,
    HELD_OUT,
    Run,
    State,
    Trainer,
    examples,
    right,
)
from mlpkit.explorers.words import small

SETTINGS = st.builds(
    State,
    data=st.sampled_from(["line", "xor", "moons"]),
    depth=st.integers(1, 3),
    width=st.integers(1, 8),
    activation=st.sampled_from(list(ACTIVATIONS)),
    alpha=st.sampled_from([0.1, 1.0]),
    batch=st.sampled_from([10, 120]),
    seed=st.integers(0, 9),
)


@settings(max_examples=15)
@given(SETTINGS)
def test_the_epochs_are_those_of_core_s_sgd(state: State) -> None:
    moments = Run(state).upto(5)
    X, Y = examples(state.data).X, examples(state.data).Y
    rng = np.random.default_rng(state.seed)
    sizes = (2, *[state.width] * (state.depth - 1), 1)
    model = MLP(sizes, [state.activation] * (state.depth - 1) + ["sigmoid"], rng=rng)
    assert moments[0].loss == model.loss(X, Y)
    for moment, record in zip(
        moments[1:], sgd(model, X, Y, state.alpha, state.batch, 5, rng), strict=True
    ):
        assert moment.loss == record.loss
        assert moment.grad_norms == record.grad_norms
    np.testing.assert_array_equal(moments[5].model.forward(X), model.forward(X))


@settings(max_examples=10)
@given(SETTINGS, st.integers(0, 5), st.integers(0, 5))
def test_an_epoch_looks_the_same_from_before_and_from_behind(
    state: State, first: int, second: int
) -> None:
    there = Run(state)
    there.upto(first)
    assert [m.loss for m in there.upto(second)] == [m.loss for m in Run(state).upto(second)]


def test_the_words_are_those_of_the_epoch() -> None:
    state = State(epoch=20)
    run = Run(state)
    moment = run.upto(20)[-1]
    share = 100 * right(moment, run.examples.X, run.examples.Y).mean()
    words = train_and_watch().design.draw(state).words
    assert f"after 20 epochs, the training loss is {small(moment.loss)}" in words
    assert f"{share:.0f} % of the examples are right" in words
    assert words.endswith(f"{', '.join(map(small, moment.grad_norms))}.")


def test_the_digits_that_are_shown_are_wrong_and_new() -> None:
    state = State("digits", width=16, alpha=0.3, batch=32, epoch=3)
    run = Run(state)
    moment = run.upto(3)[-1]
    X, Y = run.examples.X_new, run.examples.Y_new
    wrong = np.flatnonzero(~right(moment, X, Y))[:16]
    said = moment.model.forward(X).argmax(axis=1)
    frame = train_and_watch().design.draw(state)
    captions = [node[2] for node in frame.panels["picture"] if node[0] == "text"]
    assert captions == [f"{Y[i].argmax()} read as {said[i]}" for i in wrong]
    assert len(X) == HELD_OUT
    assert f"{HELD_OUT} digits that it hasn't seen" in frame.words


def test_a_training_that_breaks_off_is_told_and_still_drawn() -> None:
    state = State(depth=3, activation="relu", alpha=1e150, epoch=EPOCHS)
    moments = Run(state).upto(EPOCHS)
    assert moments[-1].stopped
    frame = train_and_watch().design.frame(state)
    assert frame["words"] == f"On moons: {moments[-1].stopped}."
    assert frame["shown"]["epoch"] == f"{len(moments) - 1} / {EPOCHS}"
    assert "nan" not in str(frame["panels"])


def test_another_setting_starts_another_training() -> None:
    trainer = Trainer()
    first = trainer.run(State(epoch=3))
    assert trainer.run(State(epoch=9)) is first
    assert trainer.run(State(seed=1)) is not first


def test_the_predictions_are_right() -> None:
    design = train_and_watch().design
    xor, deep = design.questions
    one = Run(State("xor", depth=1))
    share = right(one.upto(EPOCHS)[-1], one.examples.X, one.examples.Y).mean()
    assert xor.choices[xor.answer] == "about 70 % right"
    assert share < 0.75
    norms = Run(State("circles", depth=4, activation="sigmoid")).upto(EPOCHS)[-1].grad_norms
    assert deep.choices[deep.answer] == f"layer {1 + int(np.argmin(norms))}"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("epoch=201", "epochs goes from 0 to 200, not to 201"),
        ("data=cats", "Data is one of line, xor, circles, moons, spirals, digits"),
        ("width=0", "width goes from 1 to 16, not to 0"),
        ("alpha=-1", "α goes from 0.01 to 10.0, not to -1"),
        ("batch=half", "batch is a whole number; “half” can't be read as one"),
    ],
)
def test_what_is_out_of_range_is_refused(state: str, sentence: str, move: Any) -> None:
    explorer = train_and_watch("epoch=2")
    before = explorer.state
    assert sentence in move(explorer, ("state", state))["problem"]
    assert explorer.state == before
