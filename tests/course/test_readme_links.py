"""What README.md says of the lessons is made from the lessons."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.course.places import CourseError
from mlpkit.course.readme import fill_readme, slide_table

BADGE, SLIDES, END = (
    "<!-- badge: made by `mlpkit build` -->",
    "<!-- slides: made by `mlpkit build` -->",
    "<!-- end -->",
)
REPOSITORY = "https://github.com/someone/somewhere"


def lesson(*cells: str):
    return new_notebook(
        cells=[
            new_markdown_cell(source) if source.startswith("#") else new_code_cell(source)
            for source in cells
        ]
    )


def table(lessons, *exercises) -> list[str]:
    return slide_table(lessons, exercises).splitlines()[2:]


def test_a_chapter_about_a_slide_has_a_row():
    first = lesson("# Title", "## S3: Approach", "## Summary")
    assert table({"02-x": first}) == ["| S3 Approach | `02-x` |  |  |"]


def test_a_row_names_what_stands_in_the_chapter():
    first = lesson("## S1: A", "explorers.one()", "## S2: B", "### Move it", "explorers.two(3)")
    first.cells.append(new_code_cell("def step(): ...", id="step"))
    assert table({"01-x": first}, "01-x/step", "02-y/step") == [
        "| S1 A | `01-x` | `one` |  |",
        "| S2 B | `01-x` | `two` | `step` |",
    ]


def test_a_chapter_without_a_slide_belongs_to_the_one_before():
    first = lesson("## S17: A", "## Any depth", "explorers.deep()\nexplorers.deep()")
    assert table({"06-x": first}) == ["| S17 A | `06-x` | `deep` |  |"]


def test_lessons_come_in_the_course_s_order():
    rows = table({"02-y": lesson("## S2: B"), "01-x": lesson("## S1: A")})
    assert [row.split(" | ")[0] for row in rows] == ["| S1 A", "| S2 B"]


def test_only_what_stands_between_the_marks_is_replaced():
    text = f"before\n{BADGE}\nold badge\n{END}\nbetween\n{SLIDES}\nold table\n{END}\nafter\n"
    filled = fill_readme(text, REPOSITORY, {"01-x": lesson("## S1: A")}, [])
    assert filled.startswith(f"before\n{BADGE}\n[![Open on Binder]")
    assert f"{END}\nbetween\n{SLIDES}\n| slide |" in filled
    assert filled.endswith(f"| S1 A | `01-x` |  |  |\n{END}\nafter\n")
    assert fill_readme(filled, REPOSITORY, {"01-x": lesson("## S1: A")}, []) == filled


@pytest.mark.parametrize("text", ["", BADGE + END, SLIDES + END, BADGE + SLIDES])
def test_a_readme_without_its_marks_is_refused(text):
    with pytest.raises(CourseError, match=r"README\.md needs the marks"):
        fill_readme(text, REPOSITORY, {}, [])
