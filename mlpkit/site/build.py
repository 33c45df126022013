"""Write the course as static pages: run each lesson, record its explorers, render."""

import hashlib
import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from mlpkit.course.execute import kernel_client, run_notebook
from mlpkit.course.links import binder_link, read_repository
from mlpkit.course.places import CourseError, checkout, lesson_names, notebook_path
from mlpkit.pages.formulas import math_font
from mlpkit.pages.markdown import highlight, plain, slug, to_html
from mlpkit.pages.sections import Section, sections
from mlpkit.site.recording import MIME

TEMPLATE = Path(__file__).parent / "template"
NOT_ON_A_PAGE = ("Keep your work",)
RECORD = "from mlpkit.site.recording import record_explorers\nrecord_explorers()"


@dataclass(frozen=True)
class Page:
    """A lesson's page, and the scripts that its explorers share with other pages."""

    name: str
    title: str
    about: str
    chapters: list[tuple[str, str]]
    html: str
    scripts: dict[str, str]


def build_site(start: Path, folder: Path) -> None:
    """Write `index.html`, a page for each lesson, and what they share, into a folder.

    Parameters
    ----------
    start
        The folder in which the user called, in a checkout of the course.
    folder
        A new or an empty one. It is written whole or not at all.

    Raises
    ------
    CourseError
        If there is no checkout, the folder is in use, or a lesson can't be run.
    """
    root = checkout(start)
    if root is None:
        raise CourseError("mlpkit site works in a checkout of the course; there is none here.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not an empty folder; name a new one for the site.")
    names = lesson_names(root / "lessons")
    if not names:
        raise CourseError(f"There are no lessons in {root / 'lessons'}; run mlpkit build first.")
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the work is done by the kernels
        pages = list(pool.map(partial(_make_page, root), names))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".site-") as aside:
        _write(Path(aside, "site"), pages, read_repository(root))
        try:
            if folder.exists():
                folder.rmdir()  # which leaves alone what has come into it meanwhile
            Path(aside, "site").rename(folder)
        except OSError as error:
            raise CourseError(
                f"{folder} can't be replaced by the site: {error.strerror}."
            ) from error


def _make_page(root: Path, name: str) -> Page:
    lesson = nbformat.read(root / notebook_path("lessons", name), as_version=4)
    parts = [part for part in sections(_run(lesson, name)) if part.title not in NOT_ON_A_PAGE]
    scripts: dict[str, str] = {}
    html = "\n".join(_section(part, scripts) for part in parts)
    chapters = [(slug(part.title), _heading(part)) for part in parts if part.level == 2]
    about = to_html("\n\n".join(parts[0].text.split("\n\n")[:2]))
    return Page(name, plain(parts[0].title), about, chapters, html, scripts)


def _run(lesson: NotebookNode, name: str) -> NotebookNode:
    """Run a lesson as released, with its explorers recorded."""
    lesson.cells.insert(0, new_code_cell(RECORD))
    with tempfile.TemporaryDirectory() as folder:
        try:
            client = kernel_client(lesson, Path(folder), coalesce_streams=True)
            run_notebook(client, Path(folder))
        except CellExecutionError as error:
            raise CourseError(f"{name} can't be shown: {error.ename}: {error.evalue}") from error
    del lesson.cells[0]
    return lesson


# ── what a page holds ─────────────────────────────────────────────────────────────


def _heading(section: Section) -> str:
    title = to_html(section.title).strip().removeprefix("<p>").removesuffix("</p>")
    if not section.slides or section.level > 2:
        return title
    return f'<span class="number">{escape(section.slides)}</span> {title}'


def _section(section: Section, scripts: dict[str, str]) -> str:
    level = section.level
    heading = f'<h{level} id="{slug(section.title)}">{_heading(section)}</h{level}>'
    cells = (_cell(cell, scripts) for cell in section.cells)
    return "\n".join((f"<section>{heading}", to_html(section.text), *cells, "</section>"))


def _cell(cell: NotebookNode, scripts: dict[str, str]) -> str:
    if cell.cell_type == "markdown":
        return to_html(cell.source)
    if cell.metadata.get("nbgrader", {}).get("locked"):
        return ""  # a check: it has nothing to say about a page
    outputs = [_output(output, scripts) for output in cell.outputs]
    if any("data-explorer" in output for output in outputs):
        return "".join(outputs)
    return f'<div class="code">{highlight(cell.source)}{"".join(outputs)}</div>'


def _output(output: NotebookNode, scripts: dict[str, str]) -> str:
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if MIME in output.data:
        return _explorer(output.data[MIME], scripts)
    if "image/png" in output.data:
        data = "".join(output.data["image/png"].split())
        return f'<img alt="What the code above draws" src="data:image/png;base64,{data}">'
    return f"<pre>{escape(output.data['text/plain'])}</pre>"


def _explorer(recording: dict[str, Any], scripts: dict[str, str]) -> str:
    """Leave in the page what is this explorer's own; the rest goes to a script."""
    shared = _json(recording["shared"])
    key = hashlib.sha256(shared.encode()).hexdigest()[:12]
    scripts[key] = f'(window.mlpkitShared ??= {{}})["{key}"] = {shared};\n'
    opened = _json(recording["opened"]).replace("</", "<\\/")
    return (
        f'<div data-explorer="{key}"><script type="application/json">{opened}</script>'
        f"<noscript>{escape(recording['opened']['frame']['words'])}</noscript></div>"
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False)


# ── the files ─────────────────────────────────────────────────────────────────────


def _write(site: Path, pages: list[Page], repository: str) -> None:
    assets = site / "assets"
    assets.mkdir(parents=True)
    templates = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, undefined=StrictUndefined
    )
    for page in pages:
        html = templates.get_template("lesson.html.j2").render(
            page=page, pages=pages, binder=binder_link(page.name, repository)
        )
        (site / f"{page.name}.html").write_text(html, encoding="utf-8")
        for key, script in page.scripts.items():
            (assets / f"explorer-{key}.js").write_text(script, encoding="utf-8")
    html = templates.get_template("index.html.j2").render(pages=pages)
    (site / "index.html").write_text(html, encoding="utf-8")
    (assets / "explorer.js").write_text(_explorer_script(), encoding="utf-8")
    for asset in (
        math_font(),
        TEMPLATE / "site.css",
        TEMPLATE / "site.js",
        files("mlpkit.pages") / "static/code.css",
        files("mlpkit.pages") / "static/formulas.css",
        files("mlpkit.explorers") / "static/explorer.css",
    ):
        (assets / asset.name).write_bytes(asset.read_bytes())


def _explorer_script() -> str:
    """Make a plain script of the explorers' module: a page from a file may not import modules."""
    module = files("mlpkit.explorers").joinpath("static/explorer.js").read_text(encoding="utf-8")
    body, _, exported = module.rpartition("export default ")
    return f"(() => {{\n{body}window.mlpkitExplorer = {exported}}})();\n"
