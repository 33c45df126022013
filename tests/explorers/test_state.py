"""A state's text."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.explorers.state import from_text, to_text

FLOATS = st.floats(-1e6, 1e6).map(lambda x: float(f"{x:.5g}"))


@dataclass(frozen=True)
class Sample:
    weights: tuple[float, ...] = (1.0, 2.0)
    alpha: float = 0.5
    steps: int = 0
    name: str = "line"


@given(
    st.builds(
        Sample,
        weights=st.lists(FLOATS, min_size=1, max_size=5).map(tuple),
        alpha=FLOATS,
        steps=st.integers(-1000, 1000),
        name=st.sampled_from(["line", "moons", "x * y + 1"]),
    )
)
def test_a_state_comes_back_from_its_text(state: Sample) -> None:
    assert from_text(Sample(), to_text(state)) == state


def test_what_is_left_out_stays_as_at_the_start() -> None:
    assert from_text(Sample(steps=3), "alpha=2") == Sample(alpha=2.0, steps=3)


def test_spaces_and_empty_parts_do_not_matter() -> None:
    assert from_text(Sample(), " alpha = 2 ;; steps=1 ; ") == Sample(alpha=2.0, steps=1)


def test_an_unreadable_number_is_named() -> None:
    with pytest.raises(ValueError, match="steps is a whole number; “many” can't be read as one"):
        from_text(Sample(), "steps=many")
