"""A lesson is cut at its headings."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.pages.sections import is_explorer, sections


def cut(*sources: str) -> list[tuple[str, int, str, str]]:
    notebook = new_notebook(cells=[new_markdown_cell(source) for source in sources])
    return [(s.title, s.level, s.slides, s.text) for s in sections(notebook)]


def test_a_heading_opens_a_section_and_names_its_slides():
    assert cut("## S3: Approach\n\nText.") == [("Approach", 2, "S3", "Text.")]
    assert cut("## S4, S5 and S17: Training") == [("Training", 2, "S4, S5 and S17", "")]


def test_a_smaller_heading_belongs_to_the_slides_above_it():
    found = cut("## S1: Loss", "### Move it", "## Summary", "### More")
    assert [slides for _, _, slides, _ in found] == ["S1", "S1", "", ""]


def test_cells_follow_their_heading():
    cells = [new_markdown_cell("## A"), new_code_cell("a"), new_markdown_cell("more")]
    (section,) = sections(new_notebook(cells=cells))
    assert [cell.source for cell in section.cells] == ["a", "more"]


def test_a_cell_without_a_heading_may_come_first():
    (section,) = sections(new_notebook(cells=[new_code_cell("a")]))
    assert section.title == ""


def test_an_explorer_is_told_by_its_call():
    assert is_explorer(new_code_cell("explorers.sgd_path('alpha=1', predict=False)"))
    assert not is_explorer(new_code_cell("from mlpkit import explorers"))
