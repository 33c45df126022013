"""Formulas become MathML: all of the lessons', and with the spaces that they have in print."""

import re
from pathlib import Path

import pytest

from mlpkit.pages.formulas import math_font, to_mathml
from mlpkit.pages.markdown import to_html

SOURCES = sorted(Path(__file__).parents[2].glob("solutions/*/*.py"))
FORMULA = re.compile(r"(?<!\\)\$\$(.+?)\$\$|(?<!\\)\$(.+?)\$", re.DOTALL)


def formulas(source: Path) -> list[str]:
    cells = source.read_text(encoding="utf-8").split("# %%")
    markdown = "\n\n".join(cell.replace("\n# ", "\n") for cell in cells if "[markdown]" in cell)
    without_code = re.sub(r"`[^`\n]*`", "", markdown)
    return [block or inline for block, inline in FORMULA.findall(without_code)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_formula_of_a_lesson_is_understood(source):
    found = formulas(source)
    assert found
    for latex in found:
        mathml = to_mathml(latex)
        assert "\\" not in mathml, latex  # a command that the converter doesn't know
        assert "<mi>&</mi>" not in mathml, latex  # a column of an unknown environment


def test_the_norm_does_not_grow_with_what_it_holds():
    assert to_mathml(r"\lVert x \rVert").count('<mo stretchy="false">&#x02016;</mo>') == 2


def test_argmin_has_its_weights_below_it():
    mathml = to_mathml(r"\operatorname*{argmin}_{W_{1}, W_2} L")
    assert re.search(r"<munder>.*argmin.*W.*</munder>", mathml)


@pytest.mark.parametrize(
    ("latex", "is_sign"),
    [("-1", True), ("(-1)", True), ("(3, -1)", True), ("y = -1", True), ("x - 1", False)],
)
def test_a_minus_is_a_sign_or_a_difference(latex, is_sign):
    assert ('form="prefix">&#x02212;' in to_mathml(latex)) == is_sign


def test_a_logarithm_stands_apart_from_its_argument_but_close_to_a_bracket():
    assert 'rspace="0.17em">log' in to_mathml(r"\log \hat y")
    assert 'rspace="0">log' in to_mathml(r"\log(1 - y)")


def test_markdown_keeps_formulas_out_of_its_own_rules():
    html = to_html(r"So $a_1 * b_2 * c$ and $$x_1 < y_2$$")
    assert html.count("<math") == 2
    assert "<em>" not in html


def test_the_font_is_a_font():
    assert math_font().read_bytes()[:4] in (b"\x00\x01\x00\x00", b"OTTO")
