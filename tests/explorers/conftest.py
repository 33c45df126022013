"""A hand that moves an explorer without a browser; and a slow machine is no mistake."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Send moves, (name, value) by (name, value), to an explorer, and give what it answers."""

    def send(explorer: Any, *moves: tuple[str, str]) -> dict[str, Any]:
        answers: list[dict[str, Any]] = []
        monkeypatch.setattr(explorer, "send", answers.append)
        message = {"view": "a view", "moves": [list(move) for move in moves], "answer": True}
        explorer._handle_custom_msg(message, [])
        (answer,) = answers
        return answer

    return send
