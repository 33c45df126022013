"""Markdown as JupyterLab reads it, as HTML; formulas become MathML."""

import re
from html import escape

from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from mlpkit.pages.formulas import to_mathml


class _Renderer(IPythonRenderer):
    """Writes formulas as MathML, and headings with a name to link to."""

    def heading(self, text: str, level: int, **_: object) -> str:
        return f'<h{level} id="{slug(text)}">{text}</h{level}>\n'

    def block_math(self, body: str) -> str:
        return to_mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return to_mathml(body)


def to_html(markdown: str) -> str:
    """Turn Markdown with formulas between dollars into HTML."""
    html: str = MarkdownWithMath(renderer=_Renderer(escape=False)).render(markdown)
    return html


def highlight(code: str) -> str:
    """Colour Python code by classes, which a style sheet gives their looks."""
    html: str = Highlight2HTML(pygments_lexer="python")(code)
    return html


def plain(text: str) -> str:
    """Take a heading's marks away: `Exercise: `loss`` is Exercise: loss."""
    return re.sub(r"[`*$]|<[^>]*>", "", text)


def slug(text: str) -> str:
    """Make a name to link to out of a heading."""
    return escape("-".join(re.findall(r"\w+", plain(text).lower())))
