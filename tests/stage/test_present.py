"""`mlpkit present` says what is wrong before it serves anything."""

import pytest

from mlpkit import cli
from mlpkit.stage import server


def test_a_lesson_that_is_not_there_is_named(capsys):
    assert cli.main(["present", "99"]) == 2
    assert "There is no lesson '99'; there are: 01-loss-and-sgd" in capsys.readouterr().err


def test_solutions_need_a_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "checkout", lambda _: None)
    with pytest.raises(server.CourseError, match="solutions are in a checkout"):
        server.present(tmp_path, "01", solutions=True)


def test_what_is_not_installed_is_named(monkeypatch, capsys):
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "voila" else object())
    assert cli.main(["present"]) == 2
    assert capsys.readouterr().err == (
        "mlpkit present needs voila: python -m pip install 'mlpkit[stage]'\n"
    )
