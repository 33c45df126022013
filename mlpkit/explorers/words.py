"""Numbers as people read them, the same on every machine."""

import math


def number(value: float, digits: int = 2) -> str:
    """Write a number with a true minus sign; very large ones as powers of ten."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= 1e4:
        exponent = math.floor(math.log10(abs(value)))
        return f"{number(value / 10.0**exponent, 1)} · 10{superscript(exponent)}"
    written = f"{value:.{digits}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", "−")


def brief(value: float) -> str:
    """Write a number in little room: the larger it is, the fewer its decimals."""
    return number(value, 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)


def factor(value: float, digits: int = 2) -> str:
    """Write a number that is multiplied or added: in parentheses where it has a minus."""
    written = number(value, digits)
    return f"({written})" if written.startswith("−") else written


def equals_small(value: float) -> str:
    """Write ``= 0.123``, or ``< 0.001`` for what is smaller."""
    written = small(value)
    return written if written.startswith("<") else f"= {written}"


def small(value: float) -> str:
    """Write a number that is never negative, such as a loss, to three decimals."""
    return "< 0.001" if 0 < value < 0.001 else number(value, 3)


def counted(count: int, what: str) -> str:
    """Write ``1 step``, or ``2 steps``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def subscript(index: int) -> str:
    """Write a whole number as ₂ is written."""
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def superscript(exponent: int) -> str:
    """Write a whole number as ² is written."""
    return str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
