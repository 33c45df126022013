"""The one widget behind every explorer.

An explorer is a `Design`: a start state, controls, and a function from a state to
a `Frame`. The browser sends what a hand did, this widget answers with the frame to
draw; frames that fit into a small table are all sent at the start, and then the
browser picks the row without asking.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Generic

import anywidget
import traitlets

from mlpkit.explorers.controls import Control, Group, describe
from mlpkit.explorers.questions import Question
from mlpkit.explorers.scene import Node
from mlpkit.explorers.state import State, from_text, to_text, write
from mlpkit.plots.background import Background

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Panel:
    """A picture: what it is called, what stands still, and whether it has a row of its own."""

    label: str
    background: Background
    alone: bool = False


@dataclass(frozen=True)
class Frame:
    """What one state looks like.

    Parameters
    ----------
    panels : mapping from panel name to nodes
        What moves, drawn over the panel's background.
    words : str
        What the pictures show now, in a sentence or two.
    notes : list of nodes
        Numbers written out below the pictures.
    shown : mapping from control name to str
        How a control's value is written beside it, where the plain value won't do.
    labels : mapping from control name to str
        Other labels than at the start; the empty one hides the control.
    limits : mapping from control name to number
        Other upper ends of sliders than at the start.
    stills : mapping from panel name to Background
        Other backgrounds than at the start, of the same size.
    problem : str
        What keeps the picture from showing more, in one sentence; or empty.
    """

    panels: Mapping[str, list[Node]]
    words: str
    notes: list[Node] = field(default_factory=list)
    shown: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    stills: Mapping[str, Background] = field(default_factory=dict)
    problem: str = ""


def _assign(state: State, name: str, value: Any) -> State:
    return replace(state, **{name: value})


@dataclass(frozen=True)
class Design(Generic[State]):
    """Everything about an explorer but the widget.

    Parameters
    ----------
    title, slides : str
        Its name, and the slides that it belongs to.
    start : dataclass instance
        The state that it opens with.
    groups : tuple of Group
        Its controls.
    panels : mapping from name to Panel
        Its pictures, from left to right.
    draw : function from a state to a Frame
    presets : mapping from name to state text
    questions : tuple of Question
    table : iterable of states
        Those whose frames are sent once, at the start.
    values : function from a state to a mapping from control name to value
    update : function from (state, control name, value) to the next state
    """

    title: str
    slides: str
    start: State
    groups: tuple[Group, ...]
    panels: Mapping[str, Panel]
    draw: Callable[[State], Frame]
    presets: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    table: Iterable[State] = ()
    values: Callable[[State], Mapping[str, Any]] = vars
    update: Callable[[State, str, Any], State] = _assign

    @property
    def controls(self) -> dict[str, Control]:
        """The controls of all groups by their names."""
        return {control.name: control for group in self.groups for control in group.controls}

    def read(self, text: str) -> State:
        """Read a state's text; a value that no control could reach is a ValueError."""
        state = from_text(self.start, text)
        for name, value in vars(state).items():
            if name in self.controls:
                self.controls[name].read(write(value))
        return state

    def after(self, state: State, name: str, text: str) -> State:
        """Give the state after a control was moved, or a whole state was asked for."""
        if name == "state":
            return self.read(text)
        return self.update(state, name, self.controls[name].read(text))

    def frame(self, state: State) -> dict[str, Any]:
        """Draw a state, as JSON; backgrounds by their keys."""
        return self.describe(state, self.draw(state))

    def describe(self, state: State, frame: Frame) -> dict[str, Any]:
        """Write the frame of a state as JSON."""
        values = {name: write(value) for name, value in self.values(state).items()}
        return {
            "state": to_text(state),
            "values": values,
            "shown": {**values, **frame.shown},
            "panels": dict(frame.panels),
            "notes": frame.notes,
            "labels": dict(frame.labels),
            "limits": dict(frame.limits),
            "stills": {name: still.key for name, still in frame.stills.items()},
            "words": frame.words,
            "problem": frame.problem,
        }


class Explorer(anywidget.AnyWidget):
    """A picture that moves as the hand does.

    Parameters
    ----------
    design : Design
    state : str
        The state to open with; what it leaves out is as in the design's start.
    predict : bool
        Whether a prediction is asked for before the picture moves.
    """

    _esm = STATIC / "explorer.js"
    _css = STATIC / "explorer.css"

    about = traitlets.Dict().tag(sync=True)
    # Told anew whenever someone asks: a page that is reloaded, a page that is saved.
    stills = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(
        sync=True, to_json=lambda _, explorer: explorer._frame(explorer._state)
    )

    def __init__(self, design: Design[Any], state: str = "", predict: bool = True) -> None:
        self.design = design
        self._state = design.read(state)
        super().__init__(about=_about(design, predict))
        self._frame(self._state)
        self.on_msg(self._receive)

    @property
    def state(self) -> str:
        """The state as text; `state=` of any other explorer of this kind restores it."""
        return to_text(self._state)

    def __repr__(self) -> str:
        frame = self.design.draw(self._state)
        told = (f"{self.design.title} ({self.design.slides})", frame.problem, frame.words)
        return "\n".join(filter(None, (*told, self.state)))

    def _frame(self, state: Any) -> dict[str, Any]:
        """Draw a state, after sending the backgrounds that the page doesn't have yet."""
        frame = self.design.draw(state)
        new = {still.key: still.svg for still in frame.stills.values()}
        if not new.keys() <= self.stills.keys():
            self.stills = {**self.stills, **new}
        return self.design.describe(state, frame)

    def _receive(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Answer what a hand did, [name, value] by [name, value], with the frame to draw."""
        try:
            state = self._state
            for name, text in message["moves"]:
                state = self.design.after(state, name, text)
            answer: dict[str, Any] = {"frame": self._frame(state)}
            self._state = state
        except ValueError as problem:
            # The last good picture stays; the sentence says what was wrong.
            answer = {"problem": str(problem)}
        if message["answer"]:
            self.send({"view": message["view"], **answer})


def _about(design: Design[Any], predict: bool) -> dict[str, Any]:
    """Describe what doesn't change while an explorer is open, as JSON."""
    rows = [design.frame(state) for state in design.table]
    return {
        "title": design.title,
        "slides": design.slides,
        "groups": describe(design.groups),
        "panels": {
            name: {
                "label": panel.label,
                "alone": panel.alone,
                "width": panel.background.width,
                "height": panel.background.height,
                "svg": panel.background.svg,
            }
            for name, panel in design.panels.items()
        },
        "presets": {
            name: to_text(design.read(text))
            for name, text in {"start": "", **design.presets}.items()
        },
        "questions": [
            {
                **asdict(question),
                "start": to_text(design.read(question.start)),
                "change": to_text(design.read(question.change)),
            }
            for question in design.questions
        ],
        "predict": predict,
        "table": {row["state"]: row for row in rows},
    }
