from mlpkit.explorers.words import counted


def test_one_of_a_thing_has_no_s():
    assert [counted(n, "step") for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
