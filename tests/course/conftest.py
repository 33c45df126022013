"""A course of one small lesson, to build, break and build again."""

import shutil
from pathlib import Path

import pytest

from mlpkit.course.build import build
from mlpkit.exercises import catalogue

ROOT = Path(__file__).parents[2]
LESSON = "01-loss-and-sgd"
SOURCE = '''\
# %% [markdown]
# # A small lesson
# [On Binder](binder:), [to keep](download:)

# %%
import numpy as np
from IPython.display import HTML

from mlpkit import sigmoid

# %% [markdown]
# ## S1: Loss function

# %%
print("a worked example")
np.array([0.25, 0.5])

# %%
HTML("<b>rich</b>")

# %% exercise="predict"
def predict(W1, W2, x):
    """Return the prediction."""
    v = sigmoid(W1 @ x)
    ### BEGIN SOLUTION
    return W2 @ v
    ### END SOLUTION

# %% check="predict"
from mlpkit.checks import check

check(predict)

# %% exercise="loss"
def loss(W1, W2, x, y):
    """Return the loss."""
    ### BEGIN SOLUTION
    error = W2 @ sigmoid(W1 @ x) - y
    return float(error @ error)
    ### END SOLUTION

# %% check="loss"
from mlpkit.checks import check

check(loss)

# %% [markdown]
# ## S2: Update
# ### In words

# %% exercise="sgd_step"
def sgd_step(W1, W2, dW1, dW2, alpha):
    """Return the new weights."""
    ### BEGIN SOLUTION
    return W1 - alpha * dW1, W2 - alpha * dW2
    ### END SOLUTION

# %% check="sgd_step"
from mlpkit.checks import check

check(sgd_step)

# %% [markdown] question="why-minus" points=2
# Why the minus?
#
# ### BEGIN SOLUTION
# Because the gradient points uphill.
# ### END SOLUTION
'''


@pytest.fixture(scope="session")
def built_once(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text(
        '[project.urls]\nRepository = "https://github.com/someone/somewhere"\n'
    )
    (root / "README.md").write_text(
        "# A course\n\n<!-- badge: made by `mlpkit build` -->\n<!-- end -->\n\n"
        "<!-- slides: made by `mlpkit build` -->\n<!-- end -->\n"
    )
    shutil.copy(ROOT / "nbgrader_config.py", root)
    source = root / "solutions" / LESSON / f"{LESSON}.py"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, encoding="utf-8")
    build(root, catalogue())
    return root


@pytest.fixture
def course(built_once, tmp_path) -> Path:
    """A built course that a test may change."""
    return Path(shutil.copytree(built_once, tmp_path / "course"))


@pytest.fixture
def source(course) -> Path:
    return course / "solutions" / LESSON / f"{LESSON}.py"


@pytest.fixture
def lesson(course) -> Path:
    return course / "lessons" / LESSON / f"{LESSON}.ipynb"


@pytest.fixture
def solution(course) -> Path:
    return course / "solutions" / LESSON / f"{LESSON}.ipynb"
