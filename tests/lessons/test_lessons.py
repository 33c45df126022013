"""The lessons: what each holds, and how it runs before a student has done anything."""

import ast
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode

from mlpkit import MLP, explorers
from mlpkit.course.execute import execute
from mlpkit.exercises import catalogue
from mlpkit.grading import grade_id

ROOT = Path(__file__).parents[2]

# The curriculum: lesson → slides, exercises.
CURRICULUM = {
    "01-loss-and-sgd": (
        ["S1", "S2"],
        ["predict", "loss", "sgd_step"],
    ),
    "02-training-objective": (
        ["S3", "S4", "S5"],
        ["training_loss", "linear_loss_grad", "convexity_violation"],
    ),
    "03-network": (
        ["S6", "S7", "S8", "S9"],
        ["flatten", "forward", "binary_cross_entropy", "gradient_step"],
    ),
    "04-chain-rule-gradients": (
        ["S10", "S11", "S12", "S13"],
        [
            *("sigmoid_grad", "bce_grad", "numerical_gradient"),
            *("output_layer_grads", "hidden_layer_grads", "first_layer_grads"),
        ],
    ),
    "05-computation-graphs": (
        ["S15", "S16"],
        [
            *("add_backward", "multiply_backward", "square_backward"),
            *("composite_grad", "topological_order", "backward"),
        ],
    ),
    "06-backpropagation": (
        ["S14", "S17"],
        ["two_layer_backprop", "backprop"],
    ),
    "07-train-it": (
        [],  # the slides from S2 on, together
        ["minibatches", "train"],
    ),
}
PICTURES = {"S5", "S6"}  # slides without a formula
LESSONS = sorted(path.name for path in (ROOT / "lessons").iterdir())
each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def read(kind: str, lesson: str) -> NotebookNode:
    return nbformat.read(ROOT / kind / lesson / f"{lesson}.ipynb", as_version=4)


def sections(notebook: NotebookNode) -> dict[str, str]:
    """Return the text of every section, by its heading of the second level."""
    text = "\n".join(cell.source for cell in notebook.cells)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def headings(notebook: NotebookNode) -> list[str]:
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return re.findall(r"^#+ (.+)$", "\n".join(prose), flags=re.MULTILINE)


def graded(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {name: cell for cell in notebook.cells if (name := grade_id(cell))}


def points(notebook: NotebookNode) -> dict[str, float]:
    about = {name: cell.metadata["nbgrader"] for name, cell in graded(notebook).items()}
    return {name: cell["points"] for name, cell in about.items() if cell["grade"]}


def slides(text: str) -> list[str]:
    return re.findall(r"S\d+", text)


def explorers_of(slide: str) -> list[str]:
    """Name the explorers whose docstrings name the slide."""
    docstrings = {name: getattr(explorers, name).__doc__ for name in explorers.__all__}
    return [name for name, doc in docstrings.items() if slide in slides(doc.split("Slide:")[-1])]


def shown(cell: NotebookNode) -> list[str]:
    return [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]


def test_every_lesson_is_one_of_the_curriculum() -> None:
    assert set(LESSONS) <= CURRICULUM.keys()


@each_lesson
def test_an_untouched_lesson_runs_to_its_end_and_says_not_solved_yet(lesson: str) -> None:
    # `execute` refuses a cell that raises or that writes to stderr.
    cells = graded(execute(read("lessons", lesson), lesson))
    for name in CURRICULUM[lesson][1]:
        message, value = shown(cells[f"check-{name}"])
        assert "not solved yet" in message
        assert value == "0.0"


@each_lesson
def test_every_slide_has_its_section_with_formula_words_and_explorer(lesson: str) -> None:
    found = sections(read("lessons", lesson))
    for slide in CURRICULUM[lesson][0]:
        [text] = [text for title, text in found.items() if slide in slides(title.split(":")[0])]
        assert slide in PICTURES or "$$" in text
        assert "**In words.**" in text
        suitable = explorers_of(slide)
        assert not suitable or any(f"explorers.{name}(" in text for name in suitable)


@each_lesson
def test_every_exercise_is_in_the_catalogue_and_has_its_cell_and_its_check(lesson: str) -> None:
    _, exercises = CURRICULUM[lesson]
    assert [name for name in catalogue() if name.startswith(lesson)] == [
        f"{lesson}/{name}" for name in exercises
    ]
    names = list(graded(read("lessons", lesson)))
    for name in exercises:
        assert names.index(f"check-{name}") == names.index(name) + 1


@each_lesson
def test_the_points_that_a_lesson_states_are_those_that_count(lesson: str) -> None:
    notebook = read("lessons", lesson)
    stated = [re.search(r"\((\d+) points?\)$", heading) for heading in headings(notebook)]
    assert [float(match[1]) for match in stated if match] == list(points(notebook).values())
    assert f"{sum(points(notebook).values()):g} points" in notebook.cells[0].source


@each_lesson
def test_one_question_is_left_to_a_person_with_a_rubric_that_students_dont_see(lesson: str) -> None:
    released, solution = graded(read("lessons", lesson)), graded(read("solutions", lesson))
    [question] = [name for name, cell in released.items() if cell.cell_type == "markdown"]
    assert "Rubric" in solution[question].source
    assert "Rubric" not in released[question].source


@each_lesson
def test_no_cell_of_the_author_redefines_a_students_function(lesson: str) -> None:
    """A check that stands further down would examine the wrong thing."""
    notebook = read("lessons", lesson)
    own = [cell for cell in notebook.cells if cell.cell_type == "code" and not grade_id(cell)]
    stored = {
        node.id
        for cell in own
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert stored.isdisjoint(CURRICULUM[lesson][1])


@each_lesson
def test_no_code_cell_is_longer_than_fifteen_lines(lesson: str) -> None:
    code = [c.source for c in read("solutions", lesson).cells if c.cell_type == "code"]
    assert max(len(source.splitlines()) for source in code) <= 15


@each_lesson
def test_every_picture_in_the_text_has_an_alternative(lesson: str) -> None:
    text = "\n".join(cell.source for cell in read("lessons", lesson).cells)
    assert "![](" not in text
    assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", text))


@each_lesson
def test_every_drawn_picture_is_told_in_words_before_it(lesson: str) -> None:
    prose = ""
    for cell in read("lessons", lesson).cells:
        if cell.cell_type == "markdown":
            prose = cell.source
        elif "plt.subplots" in cell.source:
            assert "in words:" in prose.lower()


def test_the_numbers_of_lesson_01_are_right() -> None:
    text = "\n".join(cell.source for cell in read("lessons", "01-loss-and-sgd").cells)
    x, y = np.array([[1.0, 2.0]]), np.array([[1.0]])

    def network() -> MLP:
        model = MLP([2, 2, 1], ["sigmoid", "identity"], "squared_error", bias=False)
        model.W = [np.array([[2.0, -1.0], [0.0, 1.0]]), np.array([[2.0, 1.0]])]
        return model

    (_, dW2), _ = network().gradients(x, y)
    start = [network().forward(x)[0, 0], network().loss(x, y), *dW2[0], *(2 - 0.1 * dW2[0, :1])]
    for number in start:
        assert f"{number:.4f}" in text
    for alpha in (0.1, 0.2, 0.5, 1):
        model = network()
        model.step(x, y, alpha)
        prediction = f"{model.forward(x)[0, 0]:.2f}".replace("-", "−")
        assert f"| {alpha} | {prediction} | {model.loss(x, y):.3f} |" in text


def test_lesson_01_tells_where_its_first_explorer_starts() -> None:
    notebook = read("solutions", "01-loss-and-sgd")
    [first, *_] = [cell for cell in notebook.cells if "two_layer_network" in cell.source]
    assert "f(x) = −0.16 for the target y = 1.00" in shown(first)[0]
    assert any("prediction is $-0.16$, the target is 1" in cell.source for cell in notebook.cells)
