"""Links to the published course, from the one address."""

import pytest

from mlpkit.course.links import binder_link, download_link, resolve_links
from mlpkit.course.places import CourseError

GITHUB, GITLAB = "https://github.com/a/b", "https://gitlab.com/a/b"
PATH = "lessons/01-x/01-x.ipynb"


def test_a_course_on_github_opens_in_jupyterlab():
    path = PATH.replace("/", "%2F")
    expected = f"https://mybinder.org/v2/gh/a/b/HEAD?urlpath=lab%2Ftree%2F{path}"
    assert binder_link("01-x", GITHUB) == expected


def test_a_course_on_gitlab_opens_in_jupyterlab():
    assert binder_link("01-x", GITLAB).startswith("https://mybinder.org/v2/gl/a%2Fb/HEAD?")


def test_a_lesson_can_be_downloaded():
    assert download_link("01-x", GITHUB) == f"{GITHUB}/raw/HEAD/{PATH}"
    assert download_link("01-x", GITLAB) == f"{GITLAB}/-/raw/HEAD/{PATH}"


def test_only_the_targets_of_links_are_replaced():
    text = "[here](binder:) and (binder:) and [there](https://example.org)"
    assert resolve_links(text, "01-x", GITHUB) == (
        f"[here]({binder_link('01-x', GITHUB)}) and (binder:) and [there](https://example.org)"
    )


def test_a_host_without_a_known_binder_link_is_refused():
    with pytest.raises(CourseError, match=r"known for github\.com and gitlab\.com only"):
        binder_link("01-x", "https://example.org/a/b")
