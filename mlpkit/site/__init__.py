"""The course as static pages, for readers without Python.

`recording` runs inside a lesson's kernel and keeps of its explorers what a page needs,
`build` writes the pages.
"""
