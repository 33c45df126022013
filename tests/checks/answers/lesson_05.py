"""Answers to lesson 05: local derivatives, the chain rule, orders of a graph, backward."""
# Students write as they do, each function under the exercise's name.

import collections
import warnings

import numpy as np
from answers.register import answers_to

import mlpkit

right, wrong = answers_to("05-computation-graphs")

# --- add_backward -------------------------------------------------------------------------


@right("add_backward")
def add_backward(dz, x, y):
    return dz, dz


@right("add_backward")
def add_backward(dz, x, y):
    dx = dz * np.ones_like(x)
    dy = dz * np.ones_like(y)
    print(dx)
    return [dx, dy]


@right("add_backward")
class AddBackward:
    local = (1.0, 1.0)

    def __call__(self, dz, x, y):
        warnings.warn("nothing to do")
        return tuple(np.multiply(dz, d) for d in self.local)


right("add_backward")(lambda dz, x, y: (np.array(dz), np.array(dz)))


@wrong("add_backward", "no-upstream-gradient")
def add_backward(dz, x, y):
    return 1.0, 1.0


@wrong("add_backward", "no-upstream-gradient")
def add_backward(dz, x, y):
    return np.ones(np.shape(x)), np.ones(np.shape(y))


@wrong("add_backward", "no-upstream-gradient", score=0.5)
def add_backward(dz, x, y):
    return dz, np.ones_like(dz)


@wrong("add_backward", "wrong-rule")
def add_backward(dz, x, y):
    return dz * y, dz * x


@wrong("add_backward", "wrong-rule")
def add_backward(dz, x, y):
    dx = np.multiply(y, dz)
    dy = np.multiply(x, dz)
    return [dx, dy]


@wrong("add_backward", "wrong-rule")
def add_backward(dz, x, y):
    return 2 * x * dz, 2 * y * dz


@wrong("add_backward", "wrong-rule + no-upstream-gradient")
def add_backward(dz, x, y):
    return y, x


@wrong("add_backward", "sign-flipped")
def add_backward(dz, x, y):
    return -dz, -dz


@wrong("add_backward", "sign-flipped", score=0.5)
def add_backward(dz, x, y):
    # z = x − y
    return dz, -dz


@wrong("add_backward", "factor-two")
def add_backward(dz, x, y):
    return dz / 2, dz / 2


@wrong("add_backward", "factor-two")
def add_backward(dz, x, y):
    return dz + dz, dz + dz


@wrong("add_backward", "sign-flipped + no-upstream-gradient")
def add_backward(dz, x, y):
    return -np.ones_like(dz), -np.ones_like(dz)


@wrong("add_backward", "scaled")
def add_backward(dz, x, y):
    return 0 * dz, 0 * dz


@wrong("add_backward", "scaled", score=0.5)
def add_backward(dz, x, y):
    # y is taken for a constant
    return dz, 0.0 * dz


@wrong("add_backward", "wrong-type")
def add_backward(dz, x, y):
    return dz


@wrong("add_backward", "wrong-type")
def add_backward(dz, x, y):
    return {"dx": dz, "dy": dz}


@wrong("add_backward", "wrong-type", score=0.5)
def add_backward(dz, x, y):
    return dz, None


@wrong("add_backward", "wrong-shape")
def add_backward(dz, x, y):
    return np.array([dz, dz]), np.array([dz, dz])


@wrong("add_backward", "wrong-shape")
def add_backward(dz, x, y):
    return np.sum(dz), np.sum(dz)


@wrong("add_backward", "raised")
def add_backward(dz, x, y):
    return dz[0], dz[1]


@wrong("add_backward", "raised")
def add_backward(dz, x):
    return dz, dz


@wrong("add_backward", "changes-its-input")
def add_backward(dz, x, y):
    kept = np.copy(dz)
    dz *= 2
    return kept, kept


@wrong("add_backward", "changes-its-input")
def add_backward(dz, x, y):
    if np.ndim(x):
        x[...] = dz
        return x, x.copy()
    return dz, dz


@wrong("add_backward", "not-finite")
def add_backward(dz, x, y):
    return dz * np.float64(np.inf), dz * np.float64(np.inf)


@wrong("add_backward", "unknown")
def add_backward(dz, x, y):
    return dz * (x + y), dz * (x + y)


@wrong("add_backward", "unknown")
def add_backward(dz, x, y):
    return dz + x, dz + y


# --- multiply_backward --------------------------------------------------------------------


@right("multiply_backward")
def multiply_backward(dz, x, y):
    return dz * y, dz * x


@right("multiply_backward")
def multiply_backward(dz, x, y):
    print(x, y)
    return [np.multiply(y, dz), np.einsum("...,...->...", x, dz)]


@right("multiply_backward")
class MultiplyBackward:
    def __call__(self, dz, x, y):
        dx, dy = np.zeros(np.shape(x)), np.zeros(np.shape(y))
        for i in np.ndindex(np.shape(x)):
            dx[i] = np.asarray(dz)[i] * np.asarray(y)[i]
            dy[i] = np.asarray(dz)[i] * np.asarray(x)[i]
        return dx, dy


right("multiply_backward")(lambda dz, x, y: tuple(dz * other for other in (y, x)))


@wrong("multiply_backward", "wrong-order")
def multiply_backward(dz, x, y):
    return dz * x, dz * y


@wrong("multiply_backward", "wrong-order")
def multiply_backward(dz, x, y):
    grads = []
    for value in (x, y):
        grads.append(np.multiply(dz, value))
    return grads


@wrong("multiply_backward", "no-upstream-gradient")
def multiply_backward(dz, x, y):
    return y, x


@wrong("multiply_backward", "no-upstream-gradient")
def multiply_backward(dz, x, y):
    return 1.0 * y, x * np.ones_like(x)


@wrong("multiply_backward", "no-upstream-gradient", score=0.5)
def multiply_backward(dz, x, y):
    return dz * y, x


@wrong("multiply_backward", "wrong-rule")
def multiply_backward(dz, x, y):
    return dz, dz


@wrong("multiply_backward", "wrong-rule")
def multiply_backward(dz, x, y):
    return dz * np.ones_like(y), dz * np.ones_like(x)


@wrong("multiply_backward", "wrong-rule")
def multiply_backward(dz, x, y):
    return 2 * x * dz, 2 * y * dz


@wrong("multiply_backward", "wrong-rule + no-upstream-gradient")
def multiply_backward(dz, x, y):
    return np.ones_like(x), np.ones_like(y)


@wrong("multiply_backward", "wrong-order + no-upstream-gradient")
def multiply_backward(dz, x, y):
    return x, y


@wrong("multiply_backward", "wrong-order + no-upstream-gradient")
def multiply_backward(dz, x, y):
    dy, dx = y + 0.0, x + 0.0
    return dx, dy


@wrong("multiply_backward", "sign-flipped")
def multiply_backward(dz, x, y):
    return -dz * y, -dz * x


@wrong("multiply_backward", "sign-flipped", score=0.5)
def multiply_backward(dz, x, y):
    return dz * y, -x * dz


@wrong("multiply_backward", "factor-two")
def multiply_backward(dz, x, y):
    return 2 * dz * y, 2 * dz * x


@wrong("multiply_backward", "factor-two")
def multiply_backward(dz, x, y):
    return 0.5 * y * dz, 0.5 * x * dz


@wrong("multiply_backward", "sign-flipped + factor-two")
def multiply_backward(dz, x, y):
    return -2 * dz * y, -2 * dz * x


@wrong("multiply_backward", "extra-factor")
def multiply_backward(dz, x, y):
    return dz * x * y, dz * x * y


@wrong("multiply_backward", "extra-factor")
def multiply_backward(dz, x, y):
    return dz * dz * y, dz * dz * x


@wrong("multiply_backward", "scaled")
def multiply_backward(dz, x, y):
    return dz * y * 0, dz * x * 0


@wrong("multiply_backward", "wrong-type")
def multiply_backward(dz, x, y):
    return dz * x * y


@wrong("multiply_backward", "wrong-type")
def multiply_backward(dz, x, y):
    return (dz * y,)


@wrong("multiply_backward", "wrong-shape")
def multiply_backward(dz, x, y):
    return np.sum(dz * y), np.sum(dz * x)


@wrong("multiply_backward", "wrong-shape")
def multiply_backward(dz, x, y):
    return np.atleast_2d(dz * y)[None], np.atleast_2d(dz * x)[None]


@wrong("multiply_backward", "raised")
def multiply_backward(dz, x, y):
    return dz @ y.T, dz.T @ x


@wrong("multiply_backward", "raised", "wrong-type")
def multiply_backward(dz, x, y):
    return [dz[i] * y[i] for i in range(len(dz))], [dz[i] * x[i] for i in range(len(dz))]


@wrong("multiply_backward", "changes-its-input")
def multiply_backward(dz, x, y):
    kept = np.copy(x)
    x *= dz
    return dz * y, dz * kept


@wrong("multiply_backward", "changes-its-input")
def multiply_backward(dz, x, y):
    dx, dy = dz * y, dz * x
    dz *= 0
    return dx, dy


@wrong("multiply_backward", "not-finite")
def multiply_backward(dz, x, y):
    z = np.multiply(x, y) * 0
    return dz * z / np.multiply(x, 0.0), dz * z / np.multiply(y, 0.0)


@wrong("multiply_backward", "unknown")
def multiply_backward(dz, x, y):
    return dz + y, dz + x


@wrong("multiply_backward", "unknown", "wrong-rule")
def multiply_backward(dz, x, y):
    return dz / y, dz / x


# --- square_backward ----------------------------------------------------------------------


@right("square_backward")
def square_backward(dz, x):
    return 2 * x * dz


@right("square_backward")
def square_backward(dz, x):
    # x·x
    print("square")
    return dz * x + x * dz


@right("square_backward")
class SquareBackward:
    def __call__(self, dz, x):
        dx = np.empty(np.shape(x))
        for i in np.ndindex(dx.shape):
            dx[i] = 2.0 * np.asarray(x)[i] * np.asarray(dz)[i]
        return dx


right("square_backward")(lambda dz, x: np.multiply(dz, np.add(x, x)))


@wrong("square_backward", "factor-two")
def square_backward(dz, x):
    return dz * x


@wrong("square_backward", "factor-two")
def square_backward(dz, x):
    return 4 * x * dz


@wrong("square_backward", "no-upstream-gradient")
def square_backward(dz, x):
    return 2 * x


@wrong("square_backward", "no-upstream-gradient")
def square_backward(dz, x):
    return x + x


@wrong("square_backward", "factor-two + no-upstream-gradient")
def square_backward(dz, x):
    return x


@wrong("square_backward", "factor-two + no-upstream-gradient")
def square_backward(dz, x):
    return 1.0 * np.array(x)


@wrong("square_backward", "wrong-rule")
def square_backward(dz, x):
    return dz


@wrong("square_backward", "wrong-rule")
def square_backward(dz, x):
    return dz * np.ones_like(x)


@wrong("square_backward", "sign-flipped")
def square_backward(dz, x):
    return -2 * x * dz


@wrong("square_backward", "sign-flipped")
def square_backward(dz, x):
    return 0 * dz - dz * x - dz * x


@wrong("square_backward", "sign-flipped + factor-two")
def square_backward(dz, x):
    return -x * dz


@wrong("square_backward", "sign-flipped + no-upstream-gradient")
def square_backward(dz, x):
    return -2 * x


@wrong("square_backward", "extra-factor")
def square_backward(dz, x):
    return 2 * x**2 * dz


@wrong("square_backward", "extra-factor")
def square_backward(dz, x):
    return 2 * x * dz * dz


@wrong("square_backward", "extra-factor + factor-two", "wrong-rule")
def square_backward(dz, x):
    # the value times dz
    return x**2 * dz


@wrong("square_backward", "scaled")
def square_backward(dz, x):
    return 3 * x * dz


@wrong("square_backward", "scaled")
def square_backward(dz, x):
    return np.zeros_like(x * dz)


@wrong("square_backward", "wrong-type")
def square_backward(dz, x):
    return (2 * x * dz,)


@wrong("square_backward", "wrong-type")
def square_backward(dz, x):
    return dz * x, dz * x


@wrong("square_backward", "wrong-shape")
def square_backward(dz, x):
    return np.sum(2 * x * dz)


@wrong("square_backward", "wrong-shape")
def square_backward(dz, x):
    return np.array([2 * x * dz])


@wrong("square_backward", "raised")
def square_backward(dz, x):
    return 2 * x * dz.flatten()[0]


@wrong("square_backward", "raised")
def square_backward(dz):
    return 2 * dz


@wrong("square_backward", "changes-its-input")
def square_backward(dz, x):
    x *= 2
    return x * dz


@wrong("square_backward", "changes-its-input")
def square_backward(dz, x):
    if isinstance(dz, np.ndarray):
        dz *= 2 * x
        return dz
    return dz * 2 * x


@wrong("square_backward", "not-finite")
def square_backward(dz, x):
    return 2 * x * dz + np.log(np.zeros_like(x))


@wrong("square_backward", "unknown")
def square_backward(dz, x):
    return dz**2 * x**3 + 1


@wrong("square_backward", "unknown")
def square_backward(dz, x):
    return dz + 2 * x


# --- composite_grad -----------------------------------------------------------------------


@right("composite_grad")
def composite_grad(x):
    return 4 * x**3


@right("composite_grad")
def composite_grad(x):
    y = x**2
    dy = 2 * y
    print(dy)
    return dy * 2 * x


@right("composite_grad")
class Composite:
    def __call__(self, x):
        return np.asarray(self.square(1.0, np.square(x)) * self.square(1.0, x))

    def square(self, dz, x):
        return 2 * x * dz


right("composite_grad")(lambda x: 4 * x * (x * x))


@wrong("composite_grad", "factor-two")
def composite_grad(x):
    return 2 * x**3


@wrong("composite_grad", "factor-two")
def composite_grad(x):
    y = x * x
    return 2 * y * x


@wrong("composite_grad", "factor-two")
def composite_grad(x):
    y = x**2
    return 8 * y * x


@wrong("composite_grad", "sign-flipped")
def composite_grad(x):
    return -4 * x**3


@wrong("composite_grad", "sign-flipped")
def composite_grad(x):
    y = -(x**2)
    return 4 * x * y


@wrong("composite_grad", "no-upstream-gradient", "unknown")
def composite_grad(x):
    # ∂y/∂x alone
    return 2 * x


@wrong("composite_grad", "unknown", "no-upstream-gradient", "missing-or-repeated")
def composite_grad(x):
    # ∂z/∂y alone
    return 2 * x**2


@wrong("composite_grad", "extra-factor")
def composite_grad(x):
    return 4 * x**4


@wrong("composite_grad", "extra-factor")
def composite_grad(x):
    y = x**2
    return 2 * y * 2 * x * y


@wrong("composite_grad", "scaled")
def composite_grad(x):
    return x**3


@wrong("composite_grad", "scaled")
def composite_grad(x):
    return 3 * x**3


@wrong("composite_grad", "sign-flipped + factor-two")
def composite_grad(x):
    return -2 * x**3


@wrong("composite_grad", "wrong-type")
def composite_grad(x):
    return 2 * x, 2 * x**2


@wrong("composite_grad", "wrong-type")
def composite_grad(x):
    print(4 * x**3)


@wrong("composite_grad", "wrong-shape")
def composite_grad(x):
    return np.sum(4 * x**3)


@wrong("composite_grad", "wrong-shape")
def composite_grad(x):
    return np.array([4 * x**3])


@wrong("composite_grad", "raised")
def composite_grad(x):
    return 4 * x * y


@wrong("composite_grad", "raised")
def composite_grad(x):
    return 4 * x[0] ** 3


@wrong("composite_grad", "changes-its-input")
def composite_grad(x):
    y = x**2
    x *= 4
    return x * y


@wrong("composite_grad", "not-finite")
def composite_grad(x):
    return np.divide(x**4 + 1, np.subtract(x, x))


@wrong("composite_grad", "unknown")
def composite_grad(x):
    return x**4 + 1


@wrong("composite_grad", "unknown")
def composite_grad(x):
    return 3 * x**2 + 0.5


@wrong("composite_grad", "unknown", "wrong-rule")
def composite_grad(x):
    # added where the chain rule multiplies
    return 2 * x + 2 * x**2


# --- topological_order --------------------------------------------------------------------


@right("topological_order")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            for parent in current.parents:
                stack.append((parent, False))
    return order


@right("topological_order")
def topological_order(node):
    # Kahn's way: from the end, a node once all its children are there
    children = collections.Counter()
    seen, todo = {id(node)}, [node]
    while todo:
        n = todo.pop()
        for p in n.parents:
            children[id(p)] += 1
            if id(p) not in seen:
                seen.add(id(p))
                todo.append(p)
    order, free = [], [node]
    while free:
        n = free.pop(0)
        order.append(n)
        for p in n.parents:
            children[id(p)] -= 1
            if children[id(p)] == 0:
                free.append(p)
    print(len(order))
    return order[::-1]


@right("topological_order")
class Order:
    def __call__(self, node):
        stack = [node]
        result = {}
        while stack:
            n = stack[-1]
            waiting = [p for p in n.parents if p not in result]
            if waiting:
                stack.extend(waiting)
            else:
                stack.pop()
                result.setdefault(n)
        return tuple(result)


@right("topological_order")
def topological_order(node):
    import sys

    sys.setrecursionlimit(100_000)
    order = []
    seen = set()

    def visit(n):
        if n in seen:
            return
        seen.add(n)
        for p in n.parents:
            visit(p)
        order.append(n)

    visit(node)
    return order


@wrong("topological_order", "raised")
def topological_order(node):
    # too deep for Python's recursion
    order, seen = [], set()

    def visit(n):
        if n not in seen:
            seen.add(n)
            for p in n.parents:
                visit(p)
            order.append(n)

    visit(node)
    return order


@wrong("topological_order", "raised")
def topological_order(node):
    result = []
    for p in node.parents:
        for n in topological_order_of(p):
            if n not in result:
                result.append(n)
    return result + [node]


def topological_order_of(node):
    result = []
    for p in node.parents:
        for n in topological_order_of(p):
            if n not in result:
                result.append(n)
    return result + [node]


@wrong("topological_order", "wrong-order")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            for parent in current.parents:
                stack.append((parent, False))
    return order[::-1]


@wrong("topological_order", "wrong-order")
def topological_order(node):
    # breadth first, then reversed
    order, queue = [], [node]
    seen = {node}
    while queue:
        n = queue.pop(0)
        order.append(n)
        for p in n.parents:
            if p not in seen:
                seen.add(p)
                queue.append(p)
    order.reverse()
    return order


@wrong("topological_order", "wrong-order")
def topological_order(node):
    # before its parents in place of after them
    order, seen, stack = [], set(), [node]
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        order.append(n)
        stack.extend(n.parents)
    return order


@wrong("topological_order", "wrong-order")
def topological_order(node):
    seen, stack = {node: None}, [node]
    while stack:
        for p in stack.pop().parents:
            if p not in seen:
                seen[p] = None
                stack.append(p)
    nodes = list(seen)
    return nodes[1:] + [node]


@wrong("topological_order", "missing-or-repeated")
def topological_order(node):
    # the node itself is left out
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order[:-1]


@wrong("topological_order", "missing-or-repeated")
def topological_order(node):
    # inputs are left out
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done and current.op != "input":
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


@wrong("topological_order", "missing-or-repeated")
def topological_order(node):
    # only the first parent is followed
    order = [node]
    while order[0].parents:
        order.insert(0, order[0].parents[0])
    return order


@wrong("topological_order", "missing-or-repeated")
def topological_order(node):
    # only for shallow graphs: the node and its parents
    return [*node.parents, node]


@wrong("topological_order", "missing-or-repeated")
def topological_order(node):
    # x·x gives x twice
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done:
            if current.parents:
                done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


@wrong("topological_order", "missing-or-repeated", "raised")
def topological_order(node):
    # no memory of what was seen
    order, stack = [], [node]
    while stack:
        n = stack.pop(0)
        order.insert(0, n)
        stack.extend(n.parents)
        if len(order) > 100_000:
            raise MemoryError("this graph is too large")
    return order


@wrong("topological_order", "wrong-type")
def topological_order(node):
    seen, stack = {node}, [node]
    while stack:
        for p in stack.pop().parents:
            if p not in seen:
                seen.add(p)
                stack.append(p)
    return seen


@wrong("topological_order", "wrong-type")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current.value)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


@wrong("topological_order", "wrong-type")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            yield current
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)


@wrong("topological_order", "wrong-type")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current.op)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    order.sort()


@wrong("topological_order", "remembers")
def topological_order(node, seen=set(), order=[]):
    stack = [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


@wrong("topological_order", "raised")
def topological_order(node):
    order, stack = [], [node]
    node.visited = True
    while stack:
        n = stack.pop()
        order.append(n)
        for p in n.parents:
            if not p.visited:
                stack.append(p)
                p.visited = True
    return order[::-1]


@wrong("topological_order", "raised")
def topological_order(node):
    return sorted(node.parents) + [node]


@wrong("topological_order", "changes-its-input")
def topological_order(node):
    order, stack, done = [], [node], set()
    while stack:
        n = stack[-1]
        if n.parents:
            *rest, last = n.parents
            n.parents = tuple(rest)
            stack.append(last)
        else:
            stack.pop()
            if n not in done:
                done.add(n)
                order.append(n)
    return order


@wrong("topological_order", "changes-its-input")
def topological_order(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            current.value = len(order)
            order.append(current)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


# --- backward -----------------------------------------------------------------------------


def order_of(node):
    order, done, stack = [], set(), [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in done:
            done.add(current)
            stack.append((current, True))
            stack.extend((p, False) for p in current.parents)
    return order


@right("backward")
def backward(node):
    order = order_of(node)
    grads = {n: 0.0 for n in order}
    grads[node] = 1.0
    for n in reversed(order):
        dz = grads[n]
        if n.op == "add":
            x, y = n.parents
            grads[x] = grads[x] + dz
            grads[y] = grads[y] + dz
        elif n.op == "multiply":
            x, y = n.parents
            grads[x] = grads[x] + dz * y.value
            grads[y] = grads[y] + dz * x.value
        elif n.op == "square":
            (x,) = n.parents
            grads[x] = grads[x] + 2 * dz * x.value
    return grads


@right("backward")
def backward(node):
    rules = {
        "input": lambda dz: (),
        "add": lambda dz, x, y: (dz, dz),
        "multiply": lambda dz, x, y: (dz * y, dz * x),
        "square": lambda dz, x: (2 * x * dz,),
    }
    grads = collections.defaultdict(float)
    grads[node] = np.ones_like(node.value, dtype=float)
    for n in order_of(node)[::-1]:
        print(n.op)
        parts = rules[n.op](grads[n], *(p.value for p in n.parents))
        for parent, part in zip(n.parents, parts, strict=True):
            grads[parent] = grads[parent] + part
    return grads


@right("backward")
class Backward:
    def __call__(self, node):
        uses = collections.Counter(p for n in order_of(node) for p in n.parents)
        received = collections.defaultdict(list)
        received[node].append(np.ones(np.shape(node.value)))
        grads, ready = {}, [node]
        while ready:
            n = ready.pop()
            grads[n] = sum(received[n])
            for i, p in enumerate(n.parents):
                received[p].append(grads[n] * self.local(n, i))
                uses[p] -= 1
                if uses[p] == 0:
                    ready.append(p)
        return grads

    def local(self, n, i):
        if n.op == "square":
            return 2 * n.parents[0].value
        return n.parents[1 - i].value if n.op == "multiply" else 1.0


@right("backward")
def backward(node):
    print(node, node.parents)
    order = order_of(node)
    place = {id(n): i for i, n in enumerate(order)}
    grads = [0.0] * len(order)
    grads[-1] = 1.0
    for i in range(len(order) - 1, -1, -1):
        for k, p in enumerate(order[i].parents):
            part = grads[i]
            if order[i].op == "multiply":
                part = part * order[i].parents[not k].value
            if order[i].op == "square":
                part = part * p.value * 2
            grads[place[id(p)]] = grads[place[id(p)]] + part
    return dict(zip(order, grads, strict=True))


@wrong("backward", "overwrites-shared")
def backward(node):
    grads = {node: 1.0}
    for n in reversed(order_of(node)):
        dz = grads[n]
        if n.op == "add":
            x, y = n.parents
            grads[x] = dz
            grads[y] = dz
        elif n.op == "multiply":
            x, y = n.parents
            grads[x] = dz * y.value
            grads[y] = dz * x.value
        elif n.op == "square":
            grads[n.parents[0]] = 2 * dz * n.parents[0].value
    return grads


@wrong("backward", "overwrites-shared")
def backward(node):
    grads = {node: np.ones_like(node.value, dtype=float)}
    for n in order_of(node)[::-1]:
        dz = grads[n]
        values = [p.value for p in n.parents]
        local = {
            "input": lambda: [],
            "add": lambda: [dz, dz],
            "multiply": lambda: [dz * values[1], dz * values[0]],
            "square": lambda: [2 * values[0] * dz],
        }[n.op]()
        grads.update(zip(n.parents, local, strict=True))
    return grads


@wrong("backward", "overwrites-shared")
def backward(node):
    # only where both edges come from one node: x·x, x + x
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        dz = grads[n]
        parts = {}
        if n.op == "add":
            x, y = n.parents
            parts[x] = dz
            parts[y] = dz
        elif n.op == "multiply":
            x, y = n.parents
            parts[x] = dz * y.value
            parts[y] = dz * x.value
        elif n.op == "square":
            parts[n.parents[0]] = 2 * dz * n.parents[0].value
        for p, part in parts.items():
            grads[p] = grads[p] + part
    return grads


@wrong("backward", "no-upstream-gradient")
def backward(node):
    grads = {n: 0.0 for n in order_of(node)}
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        if n.op == "add":
            for p in n.parents:
                grads[p] = grads[p] + 1.0
        elif n.op == "multiply":
            x, y = n.parents
            grads[x] = grads[x] + y.value
            grads[y] = grads[y] + x.value
        elif n.op == "square":
            grads[n.parents[0]] = grads[n.parents[0]] + 2 * n.parents[0].value
    return grads


@wrong("backward", "no-upstream-gradient")
def backward(node):
    grads = collections.defaultdict(lambda: np.zeros(np.shape(node.value)))
    grads[node] = np.ones(np.shape(node.value))
    for n in order_of(node)[::-1]:
        for i, p in enumerate(n.parents):
            if n.op == "square":
                local = 2 * p.value
            elif n.op == "multiply":
                local = n.parents[1 - i].value
            else:
                local = np.ones(np.shape(p.value))
            grads[p] = grads[p] + local
    return dict(grads)


@wrong("backward", "wrong-rule")
def backward(node):
    # a product is treated like a sum
    grads = {n: 0.0 for n in order_of(node)}
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        dz = grads[n]
        if n.op in ("add", "multiply"):
            for p in n.parents:
                grads[p] = grads[p] + dz
        elif n.op == "square":
            grads[n.parents[0]] = grads[n.parents[0]] + 2 * dz * n.parents[0].value
    return grads


@wrong("backward", "wrong-rule")
def backward(node):
    # a sum is treated like a product
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        if n.op == "square":
            (x,) = n.parents
            grads[x] = grads[x] + 2 * x.value * grads[n]
        elif n.parents:
            x, y = n.parents
            grads[x] = grads[x] + grads[n] * y.value
            grads[y] = grads[y] + grads[n] * x.value
    return grads


@wrong("backward", "factor-two")
def backward(node):
    # the 2 of the square is left out
    grads = {n: 0.0 for n in order_of(node)}
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        dz = grads[n]
        if n.op == "add":
            for p in n.parents:
                grads[p] = grads[p] + dz
        elif n.op == "multiply":
            x, y = n.parents
            grads[x] = grads[x] + dz * y.value
            grads[y] = grads[y] + dz * x.value
        elif n.op == "square":
            grads[n.parents[0]] = grads[n.parents[0]] + dz * n.parents[0].value
    return grads


@wrong("backward", "factor-two")
def backward(node):
    # everything twice
    grads = collections.defaultdict(float)
    grads[node] = 2.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "wrong-order", "wrong-rule", "extra-factor")
def backward(node):
    # the factors of a product change places
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for p in n.parents:
            local = {"add": 1.0, "multiply": p.value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "wrong-order")
def backward(node):
    # breadth first: a node passes on before it has received everything
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    queue, seen = [node], {node}
    while queue:
        n = queue.pop(0)
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
            if p not in seen:
                seen.add(p)
                queue.append(p)
    return grads


@wrong("backward", "wrong-order", "scaled", "unknown")
def backward(node):
    # from the inputs to the node
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in order_of(node):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "sign-flipped")
def backward(node):
    grads = collections.defaultdict(float)
    grads[node] = -1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "scaled")
def backward(node):
    # 1.0 at the node is forgotten
    grads = dict.fromkeys(order_of(node), 0.0)
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "missing-or-repeated")
def backward(node):
    # only the inputs' gradients
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return {n: g for n, g in grads.items() if n.op == "input"}


@wrong("backward", "missing-or-repeated")
def backward(node):
    # all but the node
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    del grads[node]
    return grads


@wrong("backward", "missing-or-repeated")
def backward(node):
    # only for shallow graphs: the node and its parents
    grads = {node: 1.0}
    for i, p in enumerate(node.parents):
        local = {"add": 1.0, "multiply": node.parents[i - 1].value, "square": 2 * p.value}[node.op]
        grads[p] = grads.get(p, 0.0) + local
    return grads


@wrong("backward", "raised")
def backward(node):
    # right along every path, but too deep for Python's recursion
    grads = collections.defaultdict(float)

    def go(n, dz):
        grads[n] = grads[n] + dz
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            go(p, dz * local)

    go(node, 1.0)
    return grads


@wrong("backward", "raised")
def backward(node):
    grads = {}
    for n in reversed(order_of(node)):
        for p in n.parents:
            grads[p] += grads[n]
    return grads


@wrong("backward", "overwrites-shared + no-upstream-gradient")
def backward(node):
    grads = {node: 1.0}
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            grads[p] = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
    return grads


@wrong("backward", "overwrites-shared + factor-two")
def backward(node):
    grads = {node: 1.0}
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": p.value}[n.op]
            grads[p] = grads[n] * local
    return grads


@wrong("backward", "overwrites-shared + sign-flipped")
def backward(node):
    grads = {node: -1.0}
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[n] * local
    return grads


@wrong("backward", "wrong-type")
def backward(node):
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return [grads[n] for n in order_of(node)]


@wrong("backward", "wrong-type")
def backward(node):
    grads = collections.defaultdict(float)
    grads[id(node)] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[id(p)] = grads[id(p)] + grads[id(n)] * local
    return grads


@wrong("backward", "wrong-type")
def backward(node):
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local


@wrong("backward", "uses-the-library")
def backward(node):
    node.backward()
    return {n: n.grad for n in order_of(node)}


@wrong("backward", "uses-the-library")
def backward(node):
    from mlpkit.core.graph import Node

    Node.backward(node)
    grads = {}
    for n in order_of(node):
        grads[n] = getattr(n, "grad")
    return grads


@wrong("backward", "remembers")
def backward(node, grads={}):
    grads[node] = 1.0
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads.get(p, 0.0) + grads[n] * local
    return grads


@wrong("backward", "changes-its-input")
def backward(node):
    # gradients accumulate in place, in the array that add shares
    order = order_of(node)
    for n in order:
        n.value = np.array(n.value) * 1.5
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order):
        for i, p in enumerate(n.parents):
            other = n.parents[i - 1].value / 1.5
            local = {"add": 1.0, "multiply": other, "square": 2 * p.value / 1.5}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "changes-its-input")
def backward(node):
    order = order_of(node)
    grads = collections.defaultdict(float)
    grads[node] = 1.0
    for n in reversed(order):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
        n.parents = ()
    return grads


@wrong("backward", "not-finite")
def backward(node):
    grads = collections.defaultdict(float)
    grads[node] = float("nan")
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "unknown")
def backward(node):
    # starts from the value in place of 1
    grads = collections.defaultdict(float)
    grads[node] = node.value
    for n in reversed(order_of(node)):
        for i, p in enumerate(n.parents):
            local = {"add": 1.0, "multiply": n.parents[i - 1].value, "square": 2 * p.value}[n.op]
            grads[p] = grads[p] + grads[n] * local
    return grads


@wrong("backward", "unknown")
def backward(node):
    return {n: 0.5 + np.zeros(np.shape(n.value)) if n is not node else 1.0 for n in order_of(node)}


def local(n, g):
    """Return what a node's gradient g gives each of its parents."""
    x, y = (*(p.value for p in n.parents), None, None)[:2]
    sent = {
        "add": lambda: (g, g),
        "multiply": lambda: (g * y, g * x),
        "square": lambda: (2 * x * g,),
    }
    return sent[n.op]() if n.parents else ()


def send_when_first_met(node, turn):
    grads, stack, sent = {node: 1.0}, [node], set()
    while stack:
        n = stack.pop()
        if n in sent:
            continue
        sent.add(n)
        for p, d in zip(n.parents, local(n, grads[n])):
            grads[p] = grads.get(p, 0.0) + d
        stack += turn(n.parents)
    return grads


@wrong("backward", "wrong-order", "unknown")
def backward(node):
    # the last parent is met first
    return send_when_first_met(node, list)


@wrong("backward", "wrong-order", "unknown")
def backward(node):
    # the first parent is met first
    return send_when_first_met(node, reversed)


@wrong("backward", "unknown")
def backward(node):
    # right, but rounded where there are many nodes: wrong formulas overflow there
    grads = {node: 1.0}
    order = order_of(node)
    for n in reversed(order):
        for p, d in zip(n.parents, local(n, grads[n])):
            grads[p] = grads.get(p, 0.0) + d
    return grads if len(order) < 100 else {n: np.round(g, 3) for n, g in grads.items()}


@wrong("multiply_backward", "missing-or-repeated", score=0.5)
def multiply_backward(dz, x, y):
    return dz * y, dz * y
