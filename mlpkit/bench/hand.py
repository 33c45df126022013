"""How fast explorers follow the hand, as rows of `mlpkit bench`."""

from mlpkit.bench import explorers
from mlpkit.bench.race import Row


def measure() -> list[Row]:
    """Measure explorers beside `interact`, in a headless browser."""
    try:
        (naive, *speeds), training = explorers.measure()
    except RuntimeError as missing:
        return [Row("explorers", "a browser", note=str(missing))]
    rows = [Row(naive.name, "key to picture", naive.key_ms, "ms")]
    for speed in speeds:
        most = 15 if speed.name.startswith("table") else 8
        times = speed.key_ms / naive.key_ms
        rows += [
            Row(
                speed.name,
                "key to picture",
                speed.key_ms,
                "ms",
                None,
                f"≤ 1/{most}",
                times <= 1 / most,
            ),
            _least(speed.name, "pictures for the pointer's moves", speed.followed, "", 0.9),
            _most(speed.name, "blank frames", speed.blank, "", 0),
            _most(speed.name, "received for a picture", speed.kilobytes, "kB", 10),
            _most(speed.name, "first picture", speed.first_ms, "ms", 1000),
        ]
    return [
        *rows,
        _least("training", "pictures a second", training.pictures_per_s, "", 30),
        _most("training", "blank frames", training.blank, "", 0),
        Row("training", "last picture after stop", training.stop_ms, "ms"),
    ]


def _least(measure: str, name: str, value: float, unit: str, least: float) -> Row:
    return Row(measure, name, value, unit, None, f"≥ {least:g} {unit}".strip(), value >= least)


def _most(measure: str, name: str, value: float, unit: str, most: float) -> Row:
    return Row(measure, name, value, unit, None, f"≤ {most:g} {unit}".strip(), value <= most)
