"""What holds for every explorer, without a browser."""

import json
import re
from typing import Any

import pytest

from mlpkit import explorers
from mlpkit.explorers.questions import ChoiceQuestion
from mlpkit.explorers.state import to_text


@pytest.fixture(scope="module", params=explorers.__all__)
def explorer(request: pytest.FixtureRequest) -> Any:
    return getattr(explorers, request.param)()


def test_every_preset_opens_and_is_told_apart(explorer: Any) -> None:
    design = explorer.design
    states = {to_text(design.read(text)) for text in design.presets.values()}
    assert len(states) == len(design.presets)


def test_a_state_survives_its_text(explorer: Any) -> None:
    design = explorer.design
    for text in design.presets.values():
        state = design.read(text)
        assert design.read(to_text(state)) == state
        assert design.frame(design.read(to_text(state))) == design.frame(state)


def test_an_update_is_small(explorer: Any) -> None:
    design = explorer.design
    for text in ("", *design.presets.values()):
        frame = json.dumps(design.frame(design.read(text)), ensure_ascii=False)
        assert len(frame.encode()) <= 10_000


def test_the_text_alternative_says_what_changed(explorer: Any) -> None:
    design = explorer.design
    told = {design.draw(design.read(text)).words for text in design.presets.values()}
    assert len(told) == len(design.presets)


def test_the_stored_output_is_the_same_every_time(explorer: Any) -> None:
    again = type(explorer)(explorer.design)
    assert repr(again) == repr(explorer)
    assert not re.search(r"0x[0-9a-f]{6}|[0-9a-f]{32}|\d\.\d{5}", repr(explorer))


def test_a_notebook_gets_the_widget_and_its_words(explorer: Any) -> None:
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer)
    assert "model_id" in data["application/vnd.jupyter.widget-view+json"]


def test_every_question_moves_the_picture_and_has_one_answer(explorer: Any) -> None:
    design = explorer.design
    assert design.questions
    for question in design.questions:
        if isinstance(question, ChoiceQuestion):
            assert question.choices[question.answer]
        before, after = (design.draw(design.read(t)) for t in (question.start, question.change))
        assert before != after


def test_every_control_has_a_name_and_a_value(explorer: Any) -> None:
    design = explorer.design
    values = design.values(design.start)
    for name, control in design.controls.items():
        assert control.label
        assert name in values


def test_unknown_names_are_refused_in_one_sentence(explorer: Any) -> None:
    with pytest.raises(ValueError, match=r"“colour” is not part of this state; it has .*\."):
        explorer.design.read("colour=red")


def test_every_mark_is_finite(explorer: Any) -> None:
    for text in explorer.design.presets.values():
        frame = json.dumps(explorer.design.frame(explorer.design.read(text)), allow_nan=False)
        assert not re.search(r"[\"\s,]-?(nan|inf)\b", frame)


def test_a_move_is_answered_with_the_frame_of_its_state(explorer: Any, move: Any) -> None:
    design = explorer.design
    for text in design.presets.values():
        answer = move(explorer, ("state", text))
        assert answer == {"view": "a view", "frame": design.frame(design.read(text))}
        assert explorer.state == answer["frame"]["state"]


def test_a_move_that_can_not_be_leaves_everything_as_it_was(explorer: Any, move: Any) -> None:
    before = explorer.state
    for bad in ("colour=red", "so what", "=", "seed=x; seed=y"):
        answer = move(explorer, ("state", bad))
        assert "frame" not in answer
        assert "\n" not in answer["problem"]
        assert answer["problem"].endswith(".")
    assert explorer.state == before
