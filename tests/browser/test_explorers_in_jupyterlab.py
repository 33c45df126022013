"""Every explorer in a real page: keyboard, picture, words, state, console, axe."""

from collections.abc import Iterator
from typing import Any

import pytest

from mlpkit import explorers

# A control of each explorer, and the key that moves it.
STEPS = {
    "two_layer_network": ("W1_11", "ArrowRight"),
    "sgd_path": ("alpha", "ArrowLeft"),
    "flatten_image": ("pixel", "ArrowRight"),
    "layer_by_layer": ("x2", "ArrowRight"),
    "train_and_watch": ("epoch", "ArrowRight"),
    "loss_surfaces": ("t", "ArrowRight"),
    "cross_entropy": ("z", "ArrowRight"),
    "chain_rule": ("layers", "ArrowRight"),
    "computation_graph": ("value1", "ArrowRight"),
    "backpropagation": ("step", "ArrowRight"),
}


@pytest.fixture(scope="module", params=STEPS)
def shown(request: pytest.FixtureRequest, opened: Any) -> Iterator[tuple[str, Any, Any]]:
    """Open an explorer once for the tests that read and move it."""
    with opened() as notebook:
        yield request.param, notebook, open_explorer(notebook, request.param)


def open_explorer(notebook: Any, name: str) -> Any:
    notebook.run("from mlpkit import explorers", f"explorers.{name}(predict=False)")
    return notebook.explorer()


def texts(nodes: Any) -> list[str]:
    """Collect the words that nodes show, in their order."""
    found: list[str] = []
    for node in nodes:
        found += [node] if isinstance(node, str) else texts(node[2:])
    return found


def test_every_explorer_has_its_turn() -> None:
    assert set(STEPS) == set(explorers.__all__)


def test_a_key_moves_the_picture_and_its_words(shown: Any) -> None:
    name, notebook, explorer = shown
    picture, words = explorer.picture, explorer.words
    explorer.press(*STEPS[name])
    assert explorer.picture != picture
    assert explorer.words != words
    explorer.screenshot(name)
    assert notebook.violations() == []


def test_the_page_shows_what_python_computes(shown: Any) -> None:
    name, _, explorer = shown
    explorer.press(*STEPS[name])
    design = getattr(explorers, name)().design
    frame = design.draw(design.read(explorer.state))
    assert explorer.words == frame.words
    drawn = explorer.locator.locator("g.moving").evaluate_all(
        "groups => groups.flatMap(g => [...g.querySelectorAll('text')].map(t => t.textContent))"
    )
    assert drawn == [text for nodes in frame.panels.values() for text in texts(nodes)]


def test_a_state_is_restored_from_its_text(shown: Any) -> None:
    name, _, explorer = shown
    for preset in getattr(explorers, name)().design.presets.values():
        restored = getattr(explorers, name)(state=preset)
        explorer.enter_state(preset)
        explorer.wait_for_state(restored.state)
        assert explorer.words in repr(restored)


def test_it_is_readable_in_the_dark_theme(shown: Any) -> None:
    name, notebook, explorer = shown
    notebook.page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    notebook.page.wait_for_selector("body[data-jp-theme-light='false']", state="attached")
    explorer.screenshot(f"{name}-dark")
    assert notebook.violations() == []


def test_the_console_stays_empty(shown: Any) -> None:
    _, notebook, _ = shown
    assert notebook.complaints == []


def test_nothing_moves_before_the_prediction(notebook: Any) -> None:
    notebook.run("from mlpkit import explorers", "explorers.two_layer_network()")
    explorer = notebook.explorer()
    slider = explorer.locator.locator("[data-control='W1_11'] input")
    assert slider.evaluate("input => Boolean(input.closest('[inert]'))")
    explorer.locator.get_by_role("button", name="it rises").press("Enter")
    explorer.wait_for_state(explorers.two_layer_network("steps=1").state)
    verdict = explorer.locator.locator(".asking").inner_text()
    assert "You said: it rises. It is: it falls." in verdict
    assert not slider.evaluate("input => Boolean(input.closest('[inert]'))")
    assert notebook.violations() == []


def test_playing_goes_on_by_itself_and_stops_at_once(notebook: Any) -> None:
    explorer = open_explorer(notebook, "sgd_path")
    start = explorer.state
    explorer.locator.get_by_role("button", name="play").click()
    explorer.wait_for_change(start)
    explorer.locator.get_by_role("button", name="stop").click()
    notebook.page.wait_for_timeout(300)  # two pictures may still be on their way
    stopped = explorer.state
    notebook.page.wait_for_timeout(600)  # four more, were it still playing
    assert explorer.state == stopped


def test_bad_input_is_one_sentence_and_the_picture_stays(notebook: Any) -> None:
    explorer = open_explorer(notebook, "sgd_path")
    picture = explorer.picture
    explorer.enter_state("alpha=77")
    explorer.locator.get_by_role("alert").get_by_text("α goes from 0.01 to 3.0").wait_for()
    assert explorer.picture == picture


def test_two_explorers_of_a_notebook_do_not_meet(notebook: Any) -> None:
    notebook.run(
        "from mlpkit import explorers",
        "explorers.sgd_path(predict=False)",
        "explorers.sgd_path(predict=False)",
    )
    first, second = notebook.explorer(0), notebook.explorer(1)
    before = second.picture
    first.press("alpha", "ArrowRight")
    assert second.picture == before


def test_python_knows_what_the_hand_did(notebook: Any) -> None:
    notebook.run(
        "from mlpkit import explorers\nexplorer = explorers.sgd_path(predict=False)\nexplorer"
    )
    explorer = notebook.explorer()
    explorer.press("alpha", "ArrowRight")
    reply = notebook.page.evaluate(
        """async () => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code: 'print(explorer.state)'});
            let printed = '';
            future.onIOPub = (m) => { printed += m.content.text ?? ''; };
            await future.done;
            return printed.trim();
        }"""
    )
    assert reply == explorer.state
