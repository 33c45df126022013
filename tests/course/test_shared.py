"""What all lessons share is written once."""

import pytest

from mlpkit.course.places import CourseError
from mlpkit.course.shared import read_shared

TABLE = """\
| lessons | symbol | meaning |
|---|---|---|
| 1 12 | x | input |
| 2 | y | label |
"""


def test_a_lesson_gets_its_own_rows_of_the_table(tmp_path):
    (tmp_path / "notation.md").write_text(TABLE)
    first = "| symbol | meaning |\n|---|---|\n| x | input |"
    assert read_shared(tmp_path, "notation", "01-loss") == first
    assert read_shared(tmp_path, "notation", "02-more") == first.replace("x | input", "y | label")
    assert read_shared(tmp_path, "notation", "12-last") == first


def test_a_text_names_the_lesson_that_it_stands_in(tmp_path):
    (tmp_path / "hand-in.md").write_text("Hand in `(lesson).ipynb`.\n")
    assert read_shared(tmp_path, "hand-in", "01-loss") == "Hand in `01-loss.ipynb`."


def test_a_text_that_does_not_exist_is_said_with_the_lesson(tmp_path):
    with pytest.raises(CourseError, match=r"01-loss: there is no text notes\.md"):
        read_shared(tmp_path, "notes", "01-loss")
