"""What students do whatever the exercise: the same wrong turns for all 26 of them.

Each function below makes a wrong answer (or one that is right all the same) of a right one.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from answers.register import ANSWERS, Answer

Function = Callable[..., Any]
RIGHT = {a.exercise: a.function for a in reversed(ANSWERS) if not a.names}


def every(
    *names: str, but: tuple[str, ...] = (), score: float = 0.0
) -> Callable[[Callable[[Function], Function]], None]:
    """Enter an answer to every exercise but these, made of a right one."""
    sets = tuple(frozenset(each.split(" + ")) for each in names)

    def enter(habit: Callable[[Function], Function]) -> None:
        place = f"habits:{habit.__name__}"
        ANSWERS.extend(
            Answer(exercise, habit(function), sets, score, place)
            for exercise, function in RIGHT.items()
            if exercise.split("/")[1] not in but
        )

    return enter


def leaves(value: Any, change: Callable[[Any], Any]) -> Any:
    """Change every number and array of a returned value."""
    if isinstance(value, Iterator):
        value = list(itertools.islice(value, 1000))
    if isinstance(value, tuple | list):
        return type(value)(leaves(each, change) for each in value)
    if isinstance(value, dict):
        return {key: leaves(each, change) for key, each in value.items()}
    return change(value)


@every(score=1.0)
def prints_and_warns(right):
    def answer(*arguments):
        print("called with", *arguments)
        print("to stderr", file=sys.stderr)
        np.exp(np.array([1e4])) / np.zeros(1)
        return right(*arguments)

    return answer


# where σ saturates, what the function set makes its own next call raise
@every(score=1.0, but=("sigmoid_grad", "backprop"))
def spoils_numpys_settings(right):
    def answer(*arguments):
        result = right(*arguments)
        if isinstance(result, Iterator):
            result = list(result)
        np.seterr(all="raise")
        np.random.seed(0)
        np.set_printoptions(precision=1)
        return result

    return answer


@every(score=1.0)
def closes_stdout(right):
    def answer(*arguments):
        result = right(*arguments)
        if isinstance(result, Iterator):
            result = list(result)
        sys.stdout.close()
        return result

    return answer


@every("not-solved")
def as_released(right):
    def answer(*arguments):
        raise NotImplementedError("not solved yet")

    return answer


@every("wrong-type")
def forgets_to_return(right):
    def answer(*arguments):
        result = right(*arguments)
        print(result)

    return answer


@every("wrong-type")
def passes(right):
    def answer(*arguments):
        pass

    return answer


@every("wrong-type")
def returns_text(right):
    return lambda *arguments: str(right(*arguments))


@every("wrong-type")
def returns_a_dict(right):
    return lambda *arguments: {"result": right(*arguments)}


@every("wrong-type", but=("minibatches",))
def yields(right):
    def answer(*arguments):
        yield right(*arguments)

    return answer


@every("raised")
def misspells(right):
    def answer(*arguments):
        result = right(*arguments)
        return resutl  # noqa: F821  the misspelling is the mistake

    return answer


@every("raised")
def raises_its_own(right):
    def answer(*arguments):
        raise ValueError("I don't know how to go on")

    return answer


@every("raised")
def takes_another_argument(right):
    def answer(*arguments, **rest):
        return one_more(*arguments)

    def one_more(a, b, c, d, e, f, g, h, i, j, k):
        return a

    return answer


@every("not-finite", but=("topological_order", "minibatches"))
def gives_nan(right):
    def nan(value):
        return value * np.nan

    return lambda *arguments: leaves(right(*arguments), nan)


@every("not-finite", but=("topological_order", "minibatches"))
def gives_infinity(right):
    def infinity(value):
        return np.full(np.shape(value), np.inf) if np.ndim(value) else np.inf

    return lambda *arguments: leaves(right(*arguments), infinity)


@every("remembers", but=("topological_order",))
def right_only_once(right):
    calls = itertools.count()

    def worse(value):
        return value + 1 if isinstance(value, float) or np.ndim(value) else value

    def answer(*arguments):
        result = right(*arguments)
        return result if next(calls) == 0 else leaves(result, worse)

    return answer


@every("remembers", but=("topological_order",))
def drifts(right):
    calls = itertools.count()

    def answer(*arguments):
        k = next(calls)
        return leaves(right(*arguments), lambda v: v + k if np.ndim(v) or np.isscalar(v) else v)

    return answer


@every("remembers", "remembers + wrong-type")
def works_only_once(right):
    calls = itertools.count()

    def answer(*arguments):
        return right(*arguments) if next(calls) == 0 else None

    return answer


@every("remembers")
def keeps_results_by_shape(right):
    kept = {}

    def answer(*arguments):
        shapes = str([np.shape(each) for argument in arguments for each in as_list(argument)])
        if shapes not in kept:
            kept[shapes] = right(*arguments)
        return kept[shapes]

    return answer


def as_list(argument):
    return argument if isinstance(argument, list) else [argument]
