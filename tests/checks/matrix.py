"""Count the matrix: `python tests/checks/matrix.py`.

Prints, for each exercise, how many right and wrong answers there are and how many of them the
checks agree with; then the same for each name of the curriculum; then the times of `examine`.
"""

import time
from collections import Counter, defaultdict

from answers import ANSWERS, NAMES, Answer

from mlpkit.checks import Report, examine


def agrees(answer: Answer, report: Report) -> bool:
    """Say whether the report is the one that the curriculum asks for."""
    if not answer.names:
        return report.passed and report.score == 1.0 and report.mistakes == ()
    told = {frozenset(names) for names in (report.mistakes, *report.alternatives)}
    right_score = abs(report.score - answer.score) < 1e-9
    return not report.passed and bool(told & set(answer.names)) and right_score


def main() -> None:
    """Run every answer once and print the three tables."""
    given, agreed, seconds = Counter(), Counter(), defaultdict(float)
    for answer in ANSWERS:
        start = time.perf_counter()
        report = examine(answer.exercise, answer.function)
        kind = "right" if not answer.names else "wrong"
        took = time.perf_counter() - start
        seconds[answer.exercise, kind] = max(seconds[answer.exercise, kind], took)
        rows = {(answer.exercise, kind), (answer.exercise.split("/")[0], kind)}
        rows |= {("name", name) for names in answer.names[:1] for name in names}
        if answer.names and len(answer.names[0]) > 1:
            rows.add(("name", "two combined"))
        given.update(rows)
        agreed.update(rows if agrees(answer, report) else ())

    print(f"{'exercise':45}{'right':>12}{'wrong':>12}{'slowest, s':>12}")
    exercises = list(dict.fromkeys(answer.exercise for answer in sorted(ANSWERS, key=in_course)))
    lessons = list(dict.fromkeys(name.split("/")[0] for name in exercises))
    for row in [*exercises, *lessons]:
        cells = [f"{agreed[row, kind]}/{given[row, kind]}" for kind in ("right", "wrong")]
        slowest = max(seconds[row, "right"], seconds[row, "wrong"])
        print(f"{row:45}{cells[0]:>12}{cells[1]:>12}{slowest:>12.2f}")
    print(f"\n{'name':45}{'answers':>12}")
    for name in (*NAMES, "two combined"):
        print(f"{name:45}{agreed['name', name]}/{given['name', name]:<6}")
    right = sum(given[lesson, "right"] for lesson in lessons)
    wrong = sum(given[lesson, "wrong"] for lesson in lessons)
    agree = sum(agreed[lesson, kind] for lesson in lessons for kind in ("right", "wrong"))
    print(f"\n{len(ANSWERS)} answers ({right} right, {wrong} wrong), {agree} agree")


def in_course(answer: Answer) -> str:
    """Sort by lesson, and leave the exercises of a lesson as they come."""
    return answer.exercise.split("/")[0]


if __name__ == "__main__":
    main()
