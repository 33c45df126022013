"""Put into a lesson what all lessons share: the table of notation, and how to keep one's work."""

from pathlib import Path

from mlpkit.course.places import CourseError


def read_shared(folder: Path, name: str, lesson: str) -> str:
    """Read `folder/name.md` for a lesson.

    A table whose first column is headed "lessons" keeps the rows of this lesson, without that
    column; `(lesson)` becomes the lesson's name.

    Raises
    ------
    CourseError
        If there is no such text.
    """
    path = folder / f"{name}.md"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise CourseError(f"{lesson}: there is no text {path.name} for shared={name!r}") from None
    if lines[0].startswith("| lessons |"):
        lines = _rows_of(lines, str(int(lesson[:2])))
    return "\n".join(lines).replace("(lesson)", lesson)


def _rows_of(lines: list[str], number: str) -> list[str]:
    head, rule, *rows = (line.split("|", 2)[1:] for line in lines)
    kept = [row for row in rows if number in row[0].split()]
    return [f"|{rest}" for _, rest in (head, rule, *kept)]
