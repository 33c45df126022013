"""The layers of mlpkit: imports go down, never sideways or up, and never in a circle."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "mlpkit").rglob("*.py"))

# A package imports from those of smaller numbers, and from itself.
LAYERS = {
    "core": 1,
    "calls": 2,
    "pages": 2,
    "plots": 2,
    "exercises": 3,
    "checks": 4,
    "course": 5,
    "explorers": 5,
    "grading": 5,
    "bench": 6,
    "site": 6,
    "stage": 6,
    "cli": 7,
    "__main__": 8,
}
# What these need beyond the standard library, and nothing else.
NEEDS = {
    "core": {"numpy"},
    "plots": {"numpy", "matplotlib", "mpl_toolkits", "contourpy"},  # all of them matplotlib's
}


def module_name(path: Path, root: Path = ROOT) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def package(module: str) -> str | None:
    """The package of mlpkit that a module belongs to; None for mlpkit itself and for others."""
    parts = module.split(".")
    return parts[1] if parts[0] == "mlpkit" and len(parts) > 1 else None


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                source = ROOT.joinpath(*inner.split("."))
                is_module = (
                    source.with_suffix(".py").is_file() or (source / "__init__.py").is_file()
                )
                yield inner if is_module else base


def upward(path: Path, root: Path = ROOT) -> list[str]:
    """The imports of a file that its layer doesn't allow."""
    own = package(module_name(path, root))
    allowed = {own} | {name for name, layer in LAYERS.items() if layer < LAYERS.get(own, 2)}
    return [name for name in imports(path) if package(name) and package(name) not in allowed]


def test_every_package_has_its_layer():
    names = {package(module_name(path)) for path in MODULES} - {None}
    assert names <= set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_from_the_layers_below(path):
    assert upward(path) == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_import_is_relative(path):
    assert [name for name in imports(path) if name.startswith(".")] == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_core_needs_numpy_alone_and_plots_matplotlib(path):
    needs = {name.split(".")[0] for name in imports(path)} - {"mlpkit"} - sys.stdlib_module_names
    assert needs <= NEEDS.get(package(module_name(path)), needs)


def test_plots_compute_nothing():
    plots = [path for path in MODULES if package(module_name(path)) == "plots"]
    assert plots
    assert [name for path in plots for name in imports(path) if package(name) == "core"] == []


def test_there_are_no_circles():
    graph = {module_name(path): set(imports(path)) for path in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from mlpkit.core import sigmoid", []),
        ("from mlpkit.plots.background import Background", ["mlpkit.plots.background"]),
        ("def f():\n    from mlpkit import checks", ["mlpkit.checks"]),
        ("import mlpkit.cli", ["mlpkit.cli"]),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_seen(tmp_path, source, found):
    path = tmp_path / "mlpkit" / "calls" / "module.py"
    path.parent.mkdir(parents=True)
    path.write_text(source)
    assert upward(path, tmp_path) == found
