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
        explorer = open_explorer(notebook, request.param)
        use_theme(notebook, "Light")
        yield request.param, notebook, explorer


def open_explorer(notebook: Any, name: str) -> Any:
    notebook.run("from mlpkit import explorers", f"explorers.{name}(predict=False)")
    return notebook.explorer()


def use_theme(notebook: Any, theme: str) -> None:
    """Put on a theme; JupyterLab's server remembers it, also for the pages of other tests."""
    notebook.page.evaluate(
        f"jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})"
    )
    light = "true" if theme == "Light" else "false"
    notebook.page.wait_for_selector(f"body[data-jp-theme-light='{light}']", state="attached")
    notebook.page.wait_for_selector("#jupyterlab-splash", state="detached")


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
        assert explorer.cut_off == []


def test_it_is_readable_in_the_dark_theme(shown: Any) -> None:
    name, notebook, explorer = shown
    use_theme(notebook, "Dark")
    explorer.screenshot(f"{name}-dark")
    assert notebook.violations() == []
    notebook.page.set_viewport_size({"width": 1920, "height": 1080})
    explorer.screenshot(f"{name}-dark-1920")
    assert not explorer.locator.evaluate("e => e.scrollWidth > e.clientWidth")


def test_the_console_stays_empty(shown: Any) -> None:
    _, notebook, _ = shown
    assert notebook.complaints == []


def test_nothing_moves_before_the_prediction(notebook: Any) -> None:
    notebook.run("from mlpkit import explorers", "explorers.two_layer_network(questions='S2')")
    explorer = notebook.explorer()
    slider = explorer.locator.locator("[data-control='W1_11'] input")
    assert slider.evaluate("input => Boolean(input.closest('[inert]'))")
    explorer.answer("it rises")
    explorer.wait_for_state(explorers.two_layer_network("steps=1").state)
    assert "You said: it rises. It is: it falls." in explorer.verdict
    assert not slider.evaluate("input => Boolean(input.closest('[inert]'))")
    assert notebook.violations() == []


def test_the_focus_goes_on_with_the_questions_and_then_to_the_controls(notebook: Any) -> None:
    notebook.run("from mlpkit import explorers", "explorers.cross_entropy()")
    explorer = notebook.explorer()
    explorer.answer("it goes to 1")
    focused = explorer.locator.locator(":focus")
    assert focused.inner_text() == "Next question"
    notebook.page.keyboard.press("Enter")
    assert focused.inner_text() == "it rises"
    notebook.page.keyboard.press("Enter")
    assert focused.inner_text() == "Explore"
    notebook.page.keyboard.press("Enter")
    assert focused.evaluate("input => input.closest('[data-control]').dataset.control") == "z"


def test_a_prediction_is_a_number_a_choice_or_a_click(notebook: Any) -> None:
    notebook.run(
        "from mlpkit import explorers", "explorers.two_layer_network()", "explorers.sgd_path()"
    )
    network, path = notebook.explorer(0), notebook.explorer(1)
    network.locator.get_by_label("Your answer").fill("0.57")
    notebook.page.keyboard.press("Enter")
    network.wait_for_state(explorers.two_layer_network("W2=0.7,0,0.4").state)
    assert network.verdict.startswith("Yes: 0.56.")

    path.answer("still on its way")
    path.answer("Next question")
    assert notebook.violations() == []
    picture = path.locator.locator(".pictures > svg").first
    start = path.state
    picture.click(position={"x": 3, "y": 3})  # beside the axes
    assert path.state == start
    box = picture.bounding_box()
    picture.click(position={"x": 0.69 * box["width"], "y": 0.27 * box["height"]})
    path.wait_for_state(explorers.sgd_path("alpha=0.7; batch=12; steps=40").state)
    assert path.verdict.startswith("Yes: (1.45, 2.01).")

    predict = path.locator.get_by_label("predict first")
    predict.uncheck()
    predict.check()
    path.answer("still on its way")
    path.answer("Next question")
    path.locator.get_by_label("w1", exact=True).press("Home")
    path.answer("Here")
    assert path.verdict.startswith("You said: (−3.00, 0.75). It is: (1.45, 2.01).")
    assert notebook.complaints == []


def test_playing_goes_on_by_itself_and_stops_at_once(notebook: Any) -> None:
    explorer = open_explorer(notebook, "sgd_path")
    explorer.answer("play")
    explorer.wait_for_change(explorer.state)
    explorer.answer("stop")
    steps = explorer.locator.locator("[data-control='steps'] input")
    asked_for = steps.input_value()
    # What was on its way arrives; a picture that is asked for now comes after all others.
    explorer.enter_state("steps=40; seed=7")
    explorer.wait_for_state(explorers.sgd_path("steps=40; seed=7").state)
    explorer.enter_state(f"steps={asked_for}; seed=7")
    explorer.wait_for_state(explorers.sgd_path(f"steps={asked_for}; seed=7").state)
    assert explorer.locator.get_by_role("button", name="play").is_visible()
    assert steps.input_value() == asked_for


def test_bad_input_is_one_sentence_and_the_picture_stays(notebook: Any) -> None:
    explorer = open_explorer(notebook, "sgd_path")
    picture = explorer.picture
    explorer.enter_state("alpha=77")
    explorer.locator.get_by_role("alert").get_by_text("α goes from 0.01 to 3.0").wait_for()
    assert explorer.picture == picture


def test_what_a_student_s_function_fails_on_is_refused(notebook: Any) -> None:
    notebook.run(
        "from mlpkit import explorers\n"
        "def fails_at_zero(W1, W2, x, y):\n"
        "    return 1 / x[0].item() * W1, W2\n"
        "explorers.backpropagation(fails_at_zero, 'x1=0.1')"
    )
    explorer = notebook.explorer()
    step = explorer.locator.locator("[data-control='step']")
    assert step.locator("input").input_value() == "9"
    assert step.locator("output").inner_text() == "9 / 12"
    picture, state = explorer.picture, explorer.state
    x1 = explorer.locator.locator("[data-control='x1'] input")
    x1.press("ArrowLeft")
    explorer.locator.get_by_role("alert").get_by_text("raised ZeroDivisionError").wait_for()
    notebook.page.wait_for_function("input => input.value === '0.1'", arg=x1.element_handle())
    assert (explorer.picture, explorer.state) == (picture, state)


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
