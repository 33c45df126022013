"""The lecturer's stage: a lesson as slides for a hall, with live explorers.

`slides` makes a deck of a lesson, `server` serves it, with Voila and the template and
assets of `template/`.
"""
