"""A lesson's notebook as HTML that needs no network: for the stage and for the site.

`sections` cuts a notebook at its headings, `markdown` makes HTML of its text, and
`formulas` makes MathML of its formulas.
"""
