"""Make slides of a lesson: what an audience looks at, and what the speaker says.

A slide is a section, that is, what stands below one heading. The audience sees its formulas,
tables, pictures, what its code prints, and lines that lead in to these by ending in a colon.
An explorer has its slide to itself. A section without any of these shows its prose, and so do
those which speak to the audience. The speaker's notes are the section's whole text.

Exercises, hints and what belongs to a student's own work are no slides; the notes say where
the lesson has them. Their code runs all the same: later cells may need it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.pages.markdown import plain, to_html
from mlpkit.pages.sections import Section, is_explorer, sections

TO_THE_AUDIENCE = ("Predict first", "Transfer", "Summary")
STUDENTS_WORK = ("Exercise", "In words", "Bring your functions")
REFERENCE = ("Notation", "Keep your work")

_HINT = re.compile(r"<details>.*?</details>\n?", re.DOTALL)
_BLOCK = re.compile(r"(?:```.*?```|.+?)(?:\n\s*\n|\Z)", re.DOTALL)
_LOOK = re.compile(r"\$\$|^\||^!\[|^<(?:img|svg)|^```", re.MULTILINE)
_SOLUTION_MARK = re.compile(r"^.*### (?:BEGIN|END) SOLUTION.*\n?", re.MULTILINE)


def make_deck(lesson: NotebookNode, solutions: bool = False) -> NotebookNode:
    """Turn a lesson into the notebook that the stage's template shows.

    Parameters
    ----------
    lesson : notebook
        As released, or with its solutions.
    solutions : bool
        Whether exercises are slides too, with their code.

    Returns
    -------
    notebook
        Markdown cells hold HTML. A cell that opens a slide has `title`, `slides`, `level` and
        `notes` as `metadata.slide`; a code cell's `metadata.show` is "output", "all" or
        "nothing".
    """
    for cell in lesson.cells:
        cell.source = _SOLUTION_MARK.sub("", cell.source)
    skipped = REFERENCE if solutions else STUDENTS_WORK + REFERENCE
    cells: list[NotebookNode] = []
    for section in sections(lesson):
        if not section.title.startswith(skipped):
            for part in _parts(section):
                cells += _slide(part)
            continue
        cells += [_code(cell, "nothing") for cell in section.cells if cell.cell_type == "code"]
        if section.title.startswith(STUDENTS_WORK):
            _note(cells, f"<p class='work'>Then the lesson has: {plain(section.title)}.</p>")
    return new_notebook(cells=cells, metadata=lesson.metadata)


def _note(cells: list[NotebookNode], html: str) -> None:
    """Add to the notes of the slide that was made last."""
    last = next(cell for cell in reversed(cells) if "slide" in cell.metadata)
    last.metadata["slide"]["notes"] += html


def _parts(section: Section) -> list[Section]:
    """Give the explorer of an exercise a slide of its own, with the text that leads in to it."""
    at = next((k for k, cell in enumerate(section.cells) if is_explorer(cell)), 0)
    if not at or not section.title.startswith(STUDENTS_WORK):
        return [section]
    if section.cells[at - 1].cell_type == "markdown":
        at -= 1
    before, after = section.cells[:at], section.cells[at:]
    return [replace(section, cells=before), replace(section, text="", cells=after)]


def _slide(section: Section) -> Iterator[NotebookNode]:
    texts = [section.text] + [c.source for c in section.cells if c.cell_type == "markdown"]
    has_code = any(_prints(cell) for cell in section.cells)
    has_explorer = any(map(is_explorer, section.cells))
    yield new_markdown_cell(
        to_html(shown(section.text, section, has_code, has_explorer)),
        metadata={
            "slide": {
                "title": to_html(section.title).strip().removeprefix("<p>").removesuffix("</p>"),
                "slides": section.slides,
                "level": section.level,
                "notes": to_html(_HINT.sub("", "\n\n".join(texts))),
            }
        },
    )
    for cell in section.cells:
        if cell.cell_type == "markdown":
            html = to_html(shown(cell.source, section, has_code, has_explorer))
            yield new_markdown_cell(html)
        else:
            yield _code(cell, "output" if is_explorer(cell) else _show(section))


def _show(section: Section) -> str:
    """Say what of a section's code the audience sees before the speaker asks for more."""
    if section.title.startswith(STUDENTS_WORK):
        return "all"
    return "nothing" if section.title.startswith(TO_THE_AUDIENCE) else "output"


def _prints(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(re.search(r"\bprint\(|\bplt\.|display\(", cell.source))


def _code(cell: NotebookNode, show: str) -> NotebookNode:
    return new_code_cell(cell.source, metadata={"show": show, "explorer": is_explorer(cell)})


def shown(markdown: str, section: Section, has_code: bool, has_explorer: bool) -> str:
    """Pick of a section's text what the audience sees.

    Parameters
    ----------
    markdown : str
        The text, or a part of it.
    section : Section
    has_code, has_explorer : bool
        What else stands on the slide.

    Returns
    -------
    str
        The picked blocks, as Markdown.
    """
    blocks = [block.strip() for block in _BLOCK.findall(_HINT.sub("", markdown))]
    if section.level == 1:
        return "\n\n".join(blocks[:2])  # what the lesson covers, and its question
    if section.title.startswith((*TO_THE_AUDIENCE, *STUDENTS_WORK)):
        return "\n\n".join(blocks)
    if has_explorer:
        return ""
    looks = [bool(_LOOK.search(block)) for block in blocks]
    if not any(looks) and not has_code:
        return "\n\n".join(blocks)
    followed = [after for _, after in pairwise([*looks, has_code])]
    return "\n\n".join(
        block
        for block, look, leads in zip(blocks, looks, followed, strict=True)
        if look or (leads and block.endswith(":"))
    )
