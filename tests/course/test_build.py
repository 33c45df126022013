"""`mlpkit build`: one source in, notebooks out; and what `--check` says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mlpkit.course import build as building
from mlpkit.course.build import build, out_of_step
from mlpkit.course.places import CourseError
from mlpkit.exercises import catalogue


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_cells(path: Path, change) -> None:
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


# --- what is built ------------------------------------------------------------------------


def test_a_course_that_was_just_built_is_in_step(course):
    before = files(course)
    assert out_of_step(course, catalogue()) == []
    assert files(course) == before


def test_rebuilding_changes_no_byte(course):
    before = files(course)
    assert build(course, catalogue()) == []
    assert files(course) == before


def test_a_changed_source_reaches_solution_and_lesson(course, source, solution, lesson):
    edit(source, "a worked example", "another example")
    assert {course / path for path in build(course, catalogue())} == {solution, lesson}
    assert "another example" in lesson.read_text()
    assert json.loads(solution.read_text())["cells"][3]["outputs"][0]["text"] == [
        "another example\n"
    ]


def test_nbgrader_alone_makes_the_same_lessons(course, lesson):
    before = lesson.read_bytes()
    lesson.unlink()
    nbgrader = Path(sys.executable).with_name("nbgrader")
    command = [nbgrader, "generate_assignment", "--force", lesson.stem]
    subprocess.run(command, cwd=course, check=True, capture_output=True)
    assert lesson.read_bytes() == before


def test_nbgrader_releases_nothing_but_the_notebook(course, source, lesson):
    (source.parent / "answers.txt").write_text("all of them")
    (source.parent / "data").mkdir()
    (source.parent / "data" / ".hidden").write_text("all of them")
    nbgrader = Path(sys.executable).with_name("nbgrader")
    command = [nbgrader, "generate_assignment", "--force", "*"]
    subprocess.run(command, cwd=course, check=True, capture_output=True)
    assert [path for path in (course / "lessons").rglob("*") if path.is_file()] == [lesson]


def test_a_lesson_shows_a_stub_where_the_solution_was(lesson):
    cells = {
        cell["id"]: "".join(cell["source"]) for cell in json.loads(lesson.read_text())["cells"]
    }
    assert cells["loss"].endswith(
        '"""Return the loss."""\n    raise NotImplementedError("not solved yet")'
    )
    assert cells["why-minus"] == "Why the minus?\n\n*Your answer here.*"
    assert "BEGIN SOLUTION" not in lesson.read_text()
    assert "uphill" not in lesson.read_text()


def test_a_stored_solution_holds_text_and_no_trace_of_the_machine(solution):
    notebook = json.loads(solution.read_text())
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert {mime for output in outputs for mime in output.get("data", {})} == {"text/plain"}
    assert all("execution" not in cell["metadata"] for cell in notebook["cells"])


def test_links_follow_from_the_published_address(course, lesson):
    address = "https://mybinder.org/v2/gh/someone/somewhere/HEAD?urlpath=lab%2Ftree%2Flessons%2F"
    assert address in (course / "README.md").read_text()
    assert address in lesson.read_text()
    edit(course / "pyproject.toml", "someone", "another")
    assert "README.md: is out of step with its source" in out_of_step(course, catalogue())
    build(course, catalogue())
    assert "gh/another/somewhere" in (course / "README.md").read_text()
    assert "gh/another/somewhere" in lesson.read_text()


# --- nothing is ever half built -------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("np.array([0.25, 0.5])", "1 / 0", "raises ZeroDivisionError"),
        ("np.array([0.25, 0.5])", "object()", "shows a memory address"),
        ("np.array([0.25, 0.5])", "import sys; sys.stderr.write('!')", "writes to stderr"),
        ("np.array([0.25, 0.5])", "import os; os._exit(1)", "ends the kernel"),
        ('check="predict"', 'check="prophesy"', "no exercise 'prophesy'"),
    ],
)
def test_a_source_with_an_error_changes_nothing(course, source, old, new, message):
    edit(source, old, new)
    before = files(course)
    with pytest.raises(CourseError, match=message):
        build(course, catalogue())
    assert files(course) == before
    assert message in "\n".join(out_of_step(course, catalogue()))


def test_a_cell_that_never_ends_changes_nothing(course, source, monkeypatch):
    monkeypatch.setattr("mlpkit.course.execute.CELL_SECONDS", 1)
    edit(source, "np.array([0.25, 0.5])", "while True: pass")
    before = files(course)
    with pytest.raises(CourseError, match="has not ended after 1 seconds"):
        build(course, catalogue())
    assert files(course) == before


def test_every_lesson_that_fails_is_named(course, source):
    other = course / "solutions" / "02-other" / "02-other.py"
    other.parent.mkdir()
    other.write_text("# %%\n1 / 0\n")
    edit(source, "np.array([0.25, 0.5])", "1 / 0")
    with pytest.raises(CourseError, match=r"(?s)01-loss-and-sgd: .*02-other: "):
        build(course, catalogue())


def test_a_build_that_dies_on_the_way_changes_nothing(course, source, monkeypatch):
    def die(root, folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "release", die)
    edit(source, "a worked example", "another example")
    before = files(course)
    with pytest.raises(KeyboardInterrupt):
        build(course, catalogue())
    assert files(course) == before


def test_a_readme_without_marks_is_refused(course):
    (course / "README.md").write_text("# A course\n")
    with pytest.raises(CourseError, match=r"README\.md needs the marks"):
        build(course, catalogue())


def test_one_lesson_that_fails_hides_no_problem_of_another(course, lesson):
    other = course / "solutions" / "02-other" / "02-other.py"
    other.parent.mkdir()
    other.write_text("# %%\n1 / 0\n")
    lesson.unlink()
    assert out_of_step(course, catalogue()) == [
        "02-other: the cell 'start' raises ZeroDivisionError: division by zero",
        f"{lesson.relative_to(course)}: is missing",
    ]


# --- what a check says --------------------------------------------------------------------


def problems_after(course, change) -> str:
    change()
    before = files(course)
    problems = "\n".join(out_of_step(course, catalogue()))
    assert files(course) == before
    return problems


def test_an_edited_lesson_is_out_of_step(course, lesson):
    said = problems_after(course, lambda: edit(lesson, "A small lesson", "My lesson"))
    assert said == f"{lesson.relative_to(course)}: is out of step with its source"


def test_an_edited_source_is_out_of_step(course, source, solution, lesson):
    said = problems_after(course, lambda: edit(source, "A small lesson", "A new lesson"))
    assert f"{solution.relative_to(course)}: is out of step" in said
    assert f"{lesson.relative_to(course)}: is out of step" in said


def test_a_missing_lesson_is_named(course, lesson):
    said = problems_after(course, lesson.unlink)
    assert said == f"{lesson.relative_to(course)}: is missing"


def test_a_file_without_a_source_is_named(course, lesson):
    stray = lesson.with_name("answers.txt")
    said = problems_after(course, lambda: stray.write_text("all of them"))
    assert said.startswith(f"{stray.relative_to(course)}: has no source")
    with pytest.raises(CourseError, match="has no source"):
        build(course, catalogue())
    assert stray.exists()


def test_a_solution_put_into_a_lesson_by_hand_is_a_leak(course, lesson):
    def leak(cells):
        cells[-1]["source"].append("\nBecause the gradient points uphill.")

    said = problems_after(course, lambda: edit_cells(lesson, leak))
    assert "shows the solution: 'Because the gradient points uphill.'" in said


def test_a_solution_that_its_author_repeats_in_a_plain_cell_is_a_leak(course, source):
    shown = "error = W2 @ sigmoid(W1 @ x) - y"
    said = problems_after(course, lambda: edit(source, "a worked example", shown))
    assert f"shows the solution: {shown!r}" in said
    with pytest.raises(CourseError, match="shows the solution"):
        build(course, catalogue())


def test_a_line_that_is_given_elsewhere_is_no_leak(course, source):
    edit(source, "    error = W2", "    v = sigmoid(W1 @ x)\n    error = W2")
    build(course, catalogue())
    assert out_of_step(course, catalogue()) == []


def test_a_repeated_cell_id_is_named(course, lesson):
    def repeat(cells):
        cells[1]["id"] = cells[0]["id"]

    said = problems_after(course, lambda: edit_cells(lesson, repeat))
    assert "the cell id 'a-small-lesson' occurs 2 times" in said


def test_a_missing_cell_id_is_named(course, solution):
    said = problems_after(course, lambda: edit_cells(solution, lambda cells: cells[1].pop("id")))
    assert "cell 2 has no id" in said


def test_a_damaged_notebook_is_named(course, lesson):
    said = problems_after(course, lambda: lesson.write_text('{"cells": ['))
    assert f"{lesson.relative_to(course)}: is not a notebook" in said


def test_outputs_in_a_lesson_are_named(course, lesson):
    def add_output(cells):
        cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["!"]}]

    said = problems_after(course, lambda: edit_cells(lesson, add_output))
    assert "cell 'a-small-lesson-2' still has its outputs" in said


def test_an_exercise_that_the_lesson_leaves_out_is_named(course, source):
    text = source.read_text()
    start, stop = text.index('# %% exercise="loss"'), text.index("# %% [markdown]\n# ## S2")
    source.write_text(text[:start] + text[stop:])
    said = "\n".join(out_of_step(course, catalogue()))
    assert "the exercise 01-loss-and-sgd/loss has no cell exercise='loss'" in said
    assert "the exercise 01-loss-and-sgd/loss has no cell check='loss'" in said


def test_a_code_cell_of_sixteen_lines_is_too_long(course, source):
    edit(source, 'print("a worked example")', 'print("a worked example")\n' + "1\n" * 13)
    said = "\n".join(out_of_step(course, catalogue()))
    assert "cell 's1-loss-function-2' has 16 lines; 15 is the most" in said
