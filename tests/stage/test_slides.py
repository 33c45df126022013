"""A lesson's sections become slides: what is shown, what is said, what runs unseen."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.stage.slides import make_deck

ROOT = Path(__file__).parents[2]
LESSONS = sorted(ROOT.glob("lessons/*/*.ipynb"))


def deck(*cells: NotebookNode | str, solutions: bool = False) -> NotebookNode:
    return make_deck(
        new_notebook(
            cells=[new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        ),
        solutions,
    )


def slides(deck: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in deck.cells if "slide" in cell.metadata]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_slide_shows_its_formula_and_its_prose_is_said():
    (slide,) = slides(deck("## S1: Loss\n\n$$L = 1$$\n\n**In words.** The loss is one."))
    assert "<math" in slide.source
    assert "In words" not in slide.source
    assert "In words" in slide.metadata.slide.notes
    assert (slide.metadata.slide.title, slide.metadata.slide.slides) == ("Loss", "S1")


def test_a_line_that_leads_in_to_what_is_shown_is_shown():
    (slide,) = slides(deck("### Example\n\nTwo inputs:\n\n$$x = 1$$\n\nThree moves:\n\n1. One."))
    assert "Two inputs:" in slide.source
    assert "Three moves:" not in slide.source


def test_an_explorer_has_its_slide_to_itself():
    cell = new_code_cell("explorers.sgd_path()")
    made = deck("### Move it\n\n1. Which way?\n\n| a |\n|---|\n| 1 |", cell)
    (slide,) = slides(made)
    assert slide.source == ""
    assert "Which way?" in slide.metadata.slide.notes
    assert made.cells[1].metadata.explorer


def test_prose_alone_is_shown():
    (slide,) = slides(deck("### What is open\n\nNudging works."))
    assert "Nudging works." in slide.source


def test_what_speaks_to_the_audience_is_shown_whole():
    (slide,) = slides(deck("## Predict first\n\nWith $$L = 1$$\n\n- **A** It falls."))
    assert "It falls." in slide.source


def test_a_lesson_opens_with_its_question():
    (slide,) = slides(deck("# Lesson 01\n\nS1\n\n**The question.** How?\n\nYou need NumPy."))
    assert words(slide.source) == "S1 The question. How?"


def test_an_exercise_runs_unseen_and_the_notes_say_where_it_is():
    cell = new_code_cell("def predict(): ...")
    made = deck("## S1: Loss\n\nText.", "### Exercise: `predict` (1 point)\n\nDo.", cell)
    (slide,) = slides(made)
    assert made.cells[-1].metadata.show == "nothing"
    assert "Then the lesson has: Exercise: predict (1 point)." in slide.metadata.slide.notes


def test_solutions_are_slides_only_when_asked_for():
    cell = new_code_cell("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION")
    made = deck("## S1: Loss", "### Exercise: `f` (1 point)\n\nDo.", cell, solutions=True)
    assert [slide.metadata.slide.title for slide in slides(made)][1].startswith("Exercise")
    assert made.cells[-1].metadata.show == "all"
    assert made.cells[-1].source == "def f():\n    return 1\n"


def test_an_exercise_s_explorer_has_its_slide_to_itself():
    code, explorer = new_code_cell("def f(): ..."), new_code_cell("explorers.backpropagation(f)")
    made = deck("### Exercise: `f`\n\nDo.", code, "Look at it.", explorer, solutions=True)
    first, second = slides(made)
    assert "Do." in first.source
    assert first.metadata.slide.title == second.metadata.slide.title
    assert [cell.source for cell in made.cells[2:]] == [
        second.source, "<p>Look at it.</p>\n", explorer.source
    ]  # fmt: skip
    assert made.cells[-1].metadata.show == "output"


def test_hints_are_neither_shown_nor_said():
    hint = "<details><summary>Hint 1</summary>\n\nAdd.\n\n</details>"
    (slide,) = slides(deck(f"### Find out\n\nText.\n\n{hint}"))
    assert "Add." not in slide.source + slide.metadata.slide.notes


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_released_lesson_becomes_a_deck(path):
    lesson = nbformat.read(path, as_version=4)
    code = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
    made = make_deck(lesson)
    assert [cell.source for cell in made.cells if cell.cell_type == "code"] == code
    for slide in slides(made):
        number = made.cells.index(slide)
        shows = slide.source or made.cells[number + 1].metadata.show == "output"
        assert shows, f"{slide.metadata.slide.title} is an empty slide"
        assert slide.metadata.slide.notes or slide.metadata.slide.level < 3
