"""What an author writes in a cell's first line, and what becomes of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.course.places import CourseError
from mlpkit.course.source import read_lesson
from mlpkit.exercises import catalogue

MARKED = "### BEGIN SOLUTION\n1\n### END SOLUTION\n"
REPOSITORY = "https://github.com/someone/somewhere"


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "01-loss-and-sgd.py"
        path.write_text(text, encoding="utf-8")
        return read_lesson(path, catalogue(), REPOSITORY).cells

    return read


def test_an_exercise_becomes_a_solution_cell(read):
    (cell,) = read(f'# %% exercise="predict"\n{MARKED}')
    about = cell.metadata.nbgrader
    assert (about.grade_id, about.solution, about.grade, about.locked) == (
        "predict", True, False, False,
    )  # fmt: skip


def test_a_check_becomes_a_locked_test_with_the_catalogue_s_points(read):
    (cell,) = read('# %% check="predict"\ncheck(predict)\n')
    about = cell.metadata.nbgrader
    assert (about.grade_id, about.solution, about.grade, about.locked) == (
        "check-predict", False, True, True,
    )  # fmt: skip
    assert about.points == catalogue()["01-loss-and-sgd/predict"].points
    assert cell.metadata.tags == ["nbval-check-output"]


def test_a_question_is_graded_by_hand(read):
    (cell,) = read(f'# %% [markdown] question="why" points=2\n# {MARKED}'.replace("\n", "\n# "))
    about = cell.metadata.nbgrader
    assert (about.grade_id, about.solution, about.grade, about.points) == ("why", True, True, 2)


def test_a_function_to_paste_has_a_solution_and_no_points(read):
    (cell,) = read(f'# %% paste="backprop"\n{MARKED}')
    about = cell.metadata.nbgrader
    assert (about.grade_id, about.solution, about.grade) == ("paste-backprop", True, False)


def test_plain_text_is_read_only_and_plain_code_is_not(read):
    text, code = read("# %% [markdown]\n# # Title\n\n# %%\n1\n")
    assert (text.metadata.editable, text.metadata.deletable) == (False, False)
    assert code.metadata == {}


def test_an_author_s_tags_are_kept(read):
    (cell,) = read('# %% tags=["hide-input"]\n1\n')
    assert cell.metadata.tags == ["hide-input"]


def test_a_yaml_header_is_no_cell(read):
    assert len(read("# ---\n# title: x\n# ---\n\n# %%\n1\n")) == 1


def test_a_plain_cell_is_called_after_its_chapter_and_section(read):
    cells = read(
        "# %%\n1\n\n# %% [markdown]\n# ## S2: The update\n\n# %% [markdown]\n# ### Move it\n\n"
        f'# %%\n2\n\n# %% exercise="predict"\n{MARKED}\n# %%\n3\n'
    )
    ids = ["start", "s2-the-update", "s2-move-it", "s2-move-it-2", "predict", "s2-move-it-3"]
    assert [cell.id for cell in cells] == ids


headings = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["σ", "Predict", "a b", "x" * 90]))
)


@given(headings)
def test_ids_are_valid_unique_and_the_same_again(tmp_path_factory, titles):
    text = "".join(f"# %% [markdown]\n# {'#' * level} {title}\n\n" for level, title in titles)
    path = tmp_path_factory.mktemp("ids") / "01-loss-and-sgd.py"
    path.write_text(f'{text}# %% exercise="predict"\n{MARKED}', encoding="utf-8")
    first, second = (read_lesson(path, catalogue(), REPOSITORY) for _ in range(2))
    ids = [cell.id for cell in first.cells]
    assert len(set(ids)) == len(ids) == len(titles) + 1
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)
    assert first == second


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'# %% exercise="prophesy"\n{MARKED}', "catalogue has no exercise 'prophesy'"),
        ('# %% check="prophesy"\n', "catalogue has no exercise 'prophesy'"),
        ('# %% exercise="predict"\n1\n', "needs 'BEGIN SOLUTION' and 'END SOLUTION'"),
        ('# %% exercise="predict"\n### BEGIN SOLUTION\n', "needs an 'END SOLUTION'"),
        (f"# %%\n{MARKED}", "has solution marks"),
        (f'# %% check="predict"\n{MARKED}', "has solution marks"),
        ('# %% [markdown] question="why"\n', "needs its points"),
        ('# %% [markdown] question="why" points="2"\n', "needs its points"),
        ('# %% [markdown] question="why so" points=2\n', "needs a name of letters"),
        ('# %% question="why" points=2\n1\n', "wrong kind"),
        ('# %% [markdown] check="predict"\n', "wrong kind"),
        ('# %% exercise="predict" check="predict"\n1\n', "is exercise and check"),
        (f'# %% exercise="predict"\n{MARKED}\n' * 2, "two cells are called 'predict'"),
    ],
)
def test_a_marker_that_makes_no_sense_is_refused(read, text, message):
    with pytest.raises(CourseError, match=message):
        read(text)
