"""Formulas as MathML, which browsers draw by themselves, with the font and style for it."""

import re
from importlib.util import find_spec
from pathlib import Path

from latex2mathml.converter import convert

# An operator with a star has its limits below it, as far as braces nest two deep.
_LIMITS = re.compile(r"\\operatorname\*\{(\w+)\}_\{((?:[^{}]|\{[^{}]*\})*)\}")

# A minus behind an operator, an opening bracket or nothing is a sign, and stands close.
_SIGN = re.compile(
    r"(<m(?:row|td)>|<mo[^>]*>(?:&#x000(?:28|2C|3D|5B);|,|=)</mo>)<mo>&#x02212;</mo>"
)
# A function's name stands apart from its neighbours, but close to a bracket.
_FUNCTION = re.compile(r"<mi>(log|exp)</mi>(?=(<mo[ >])?)")


def to_mathml(latex: str, display: str = "inline") -> str:
    """Turn a formula in LaTeX into a `<math>` element.

    Parameters
    ----------
    latex : str
        What stands between the dollars.
    display : "inline" or "block"

    Returns
    -------
    str
        Ready to stand in a page.
    """
    on_one_line = " ".join(latex.split())
    written_out = _LIMITS.sub(r"\\underset{\2}{\\operatorname{\1}}", on_one_line)
    written_out = written_out.replace("{aligned}", "{align*}")  # the name that the converter knows
    mathml: str = convert(written_out, display=display)
    # A lone ‖ is no bracket that grows with what follows it.
    mathml = mathml.replace("<mo>&#x02016;</mo>", '<mo stretchy="false">&#x02016;</mo>')
    mathml = _FUNCTION.sub(_function, mathml)
    return _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', mathml)


def _function(match: re.Match[str]) -> str:
    after = "0" if match[2] else "0.17em"
    return f'<mo lspace="0.17em" rspace="{after}">{match[1]}</mo>'


def math_font() -> Path:
    """Find STIX Two Math: where a system has no font for mathematics, brackets don't grow."""
    carrier = find_spec("ziamath")  # its font is all that we need of it
    if carrier is None or carrier.origin is None:
        raise ModuleNotFoundError("ziamath carries the font for formulas, and is not installed")
    return Path(carrier.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
