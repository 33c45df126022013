"""Keep of an explorer what a page without Python needs: its table, or a recorded run."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from IPython.core.getipython import get_ipython

from mlpkit.explorers.controls import Choice, Control, Levels, Slider
from mlpkit.explorers.explorer import Design, Explorer
from mlpkit.explorers.state import write

MIME = "application/vnd.mlpkit.explorer+json"
LEAST = 60  # pictures of a run
PLAYED = 40  # at most, of one preset that is played
SWEPT = 15  # at most, of one control that is moved from end to end


def record_explorers() -> None:
    """Make this kernel show every explorer as its recording."""
    shell: Any = get_ipython()
    bundles = shell.display_formatter.mimebundle_formatter
    bundles.for_type(Explorer, lambda explorer, **_: {MIME: record(explorer)})


def record(explorer: Explorer) -> dict[str, Any]:
    """Record an explorer, as JSON.

    Returns
    -------
    dict
        `opened`: the traits of this very explorer. `shared`: those that it shares with others
        of its kind. There the table of `about` holds each state of the questions, of the
        presets and of the `run`, a list of [name, states]; it is empty where the explorer has
        a table of its own, that is, where every control stays alive.
    """
    design: Design[Any] = explorer.design
    table = dict(explorer.about["table"])
    stills: dict[str, str] = {}

    def keep(state: Any) -> str:
        frame = design.draw(state)
        row = design.describe(state, frame)
        table.setdefault(row["state"], row)
        stills.update({still.key: still.svg for still in frame.stills.values()})
        return str(row["state"])

    run = [] if table else [[name, [*map(keep, states)]] for name, states in make_run(design)]
    asked = [text for question in design.questions for text in (question.start, question.change)]
    for text in ("", *design.presets.values(), *asked):
        keep(design.read(text))
    about = {name: value for name, value in explorer.about.items() if name != "predict"}
    return {
        "opened": {
            "predict": explorer.about["predict"],
            "frame": design.frame(design.read(explorer.state)),
            "stills": explorer.stills,
        },
        "shared": {"about": about | {"table": table}, "stills": stills, "run": run},
    }


def make_run(design: Design[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Make the states of a run, part by part, each with its name.

    Every preset is played where the explorer has something to play. Where that gives fewer
    than `LEAST` pictures, each control is moved from end to end as well.
    """
    player = next((c for c in design.controls.values() if getattr(c, "pause", 0)), None)
    count = 0
    for name, text in {"start": "", **design.presets}.items():
        state = design.read(text)
        states = _moved(design, state, player, PLAYED) if player else [state]
        count += len(states)
        yield name, states
    start = design.read("")
    labels = design.draw(start).labels
    for name, control in design.controls.items() if count < LEAST else ():
        label = labels.get(name, control.label)
        if label and control is not player and (states := _moved(design, start, control, SWEPT)):
            yield label, states


def _moved(design: Design[Any], state: Any, control: Control, most: int) -> list[Any]:
    """Move a control from its first value to its last, in as many steps as may be."""
    high = design.draw(state).limits.get(control.name)
    texts = _values(control, high)
    if not texts:
        return []
    picked = np.unique(np.linspace(0, len(texts) - 1, most).round().astype(int))
    states = []
    for i in picked:
        # Where an explorer has only a sentence to show, there is nothing to record.
        with suppress(ValueError):
            states.append(design.after(state, control.name, texts[i]))
    return states


def _values(control: Control, high: float | None) -> list[str]:
    """List what a control can be set to; a line of text to type has no such list."""
    if isinstance(control, Slider):
        end = control.high if high is None else high
        steps = round((end - control.low) / control.step)
        return [write(control.low + k * control.step) for k in range(steps + 1)]
    if isinstance(control, Levels):
        return [write(level) for level in control.levels]
    return list(map(str, control.options)) if isinstance(control, Choice) else []
