"""Builds the course from its one source, and brings it to the people who use it.

`places` finds the course's folders; `source` reads what an author writes; `build` turns it
into notebooks, with `execute` and `release`; `audit` says what is wrong with them; `links`
and `readme` lead to them; `lab` opens them for a student; and `marking` runs a student's
notebook and says which answers are right.
"""
