"""Make every link to the published course from the one address in pyproject.toml."""

import re
import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit

from mlpkit.course.places import CourseError, notebook_path

# host → (Binder's name for it, how it serves a file's text)
HOSTS = {
    "github.com": ("gh/{slug}", "{repository}/raw/HEAD/{path}"),
    "gitlab.com": ("gl/{quoted}", "{repository}/-/raw/HEAD/{path}"),
}
START, STOP = "<!-- made by `mlpkit build` from [project.urls] -->", "<!-- end -->"
FIRST_LESSON = "01-loss-and-sgd"


def read_repository(root: Path) -> str:
    """Read the published address from `[project.urls] Repository`."""
    with (root / "pyproject.toml").open("rb") as file:
        address: str = tomllib.load(file)["project"]["urls"]["Repository"]
    return address.rstrip("/")


def binder_link(lesson: str, repository: str) -> str:
    """Make the address that opens a lesson on Binder, in JupyterLab."""
    provider, _ = _host(repository)
    slug = urlsplit(repository).path.strip("/")
    where = provider.format(slug=slug, quoted=quote(slug, safe=""))
    path = quote(notebook_path("lessons", lesson).as_posix(), safe="")
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath=lab%2Ftree%2F{path}"


def download_link(lesson: str, repository: str) -> str:
    """Make the address from which a lesson's notebook can be downloaded."""
    _, raw = _host(repository)
    return raw.format(repository=repository, path=notebook_path("lessons", lesson).as_posix())


def resolve_links(text: str, lesson: str, repository: str) -> str:
    """Replace the targets `(binder:)` and `(download:)` of a lesson's Markdown links."""
    text = text.replace("](binder:)", f"]({binder_link(lesson, repository)})")
    return text.replace("](download:)", f"]({download_link(lesson, repository)})")


def readme_with_links(text: str, repository: str) -> str:
    """Write the badge, which opens the first lesson on Binder, between the README's marks."""
    badge = "https://mybinder.org/badge_logo.svg"
    link = f"[![Open on Binder]({badge})]({binder_link(FIRST_LESSON, repository)})"
    marked = re.compile(f"{re.escape(START)}.*?{re.escape(STOP)}", re.DOTALL)
    if not marked.search(text):
        raise CourseError(f"README.md needs the marks {START!r} and {STOP!r} around its badge.")
    return marked.sub(lambda _: f"{START}\n{link}\n{STOP}", text)


def _host(repository: str) -> tuple[str, str]:
    host = urlsplit(repository).netloc
    if host not in HOSTS:
        raise CourseError(
            f"[project.urls] Repository is {repository!r}; Binder links are known for "
            f"{' and '.join(HOSTS)} only (mlpkit/course/links.py)."
        )
    return HOSTS[host]
