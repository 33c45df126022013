"""Make every link to the published course from the one address in pyproject.toml."""

import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit

from mlpkit.course.places import CourseError, notebook_path

# host → (Binder's name for it, how it serves a file's text)
HOSTS = {
    "github.com": ("gh/{slug}", "{repository}/raw/HEAD/{path}"),
    "gitlab.com": ("gl/{quoted}", "{repository}/-/raw/HEAD/{path}"),
}


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


def badge(lesson: str, repository: str) -> str:
    """Make the badge that opens a lesson on Binder."""
    image = "https://mybinder.org/badge_logo.svg"
    return f"[![Open on Binder]({image})]({binder_link(lesson, repository)})"


def _host(repository: str) -> tuple[str, str]:
    host = urlsplit(repository).netloc
    if host not in HOSTS:
        raise CourseError(
            f"[project.urls] Repository is {repository!r}; Binder links are known for "
            f"{' and '.join(HOSTS)} only (mlpkit/course/links.py)."
        )
    return HOSTS[host]
