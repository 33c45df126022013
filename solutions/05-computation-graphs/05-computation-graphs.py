# %% [markdown]
# # Lesson 05: Computation graphs
#
# Slides S15 and S16 · about 65 minutes · 11 points
#
# **The question.** In lesson 04 the gradients of one network took a page of formulas. For another
# network it would be another page. How can a program find the derivatives of any calculation, when
# nobody has written a formula for it? S15 turns a calculation into something that a program can
# look at. S16 is the only rule of calculus that it then needs.
#
# You need partial derivatives, and Python with lists, dicts and loops. Nothing here depends on your
# answers to earlier lessons.
#
# - Run the cells from top to bottom with Shift+Enter.
# - Below each exercise stands a `check`. It says whether your function is right or which mistake
#   it looks like, and how many points it has. Run it as often as you like.
# - Hints open when you click them. Read one, try again, then read the next.

# %%
from mlpkit import Node, explorers

# %% [markdown]
# ## Predict first
#
# Start with a number $x_0$ and double it sixteen times, each time by adding it to itself:
# $x_1 = x_0 + x_0$, then $x_2 = x_1 + x_1$, and so on up to $x_{16}$.
#
# A program is to find $\partial x_{16} / \partial x_0$. It starts at $x_{16}$ and can make one kind
# of move: from a sum to one of the two numbers that were added. Each sum can be left on its left or
# on its right side, so there are many ways from $x_{16}$ down to $x_0$, and a change of $x_0$ comes
# up along each of them. How many moves does a well-made program need?
#
# - **A** 32
# - **B** 512
# - **C** more than 65,000
#
# Choose before you read on. The answer comes near the end.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S15: Computation graphs
#
# $$z = g(x, y) \text{ as a node} \qquad\qquad z = x + y \qquad z = xy \qquad z = x^2$$
#
# **In words.** A *computation graph* is a calculation in which every single step can be pointed at.
# Each number in it is a *node*. A node is either an *input*, whose value is given, or the result of
# one *operation* $g$ on other nodes, its *parents*. The node $z = xy$ has the operation "multiply"
# and the parents $x$ and $y$, in this order; $z$ is a *child* of each of them. The link from a
# parent to a child is an *edge*. A parent that is used twice has two edges: $z = x \cdot x$ has the
# parents $(x, x)$, while $z = x^2$ is the operation "square" with the one parent $x$.
#
# The slide has three operations: add, multiply and square. A longer calculation is cut into such
# steps, and each step's result becomes a node.

# %% [markdown]
# ### Move it
#
# The graph of an expression, with each node's value below it. Leave the second half of the steps,
# which goes backward, for S16.
#
# 1. Before each step, say which operation comes next and which value it will have.
# 2. $x$ is used twice in $xy + x$. How many edges leave it?
# 3. Type `x * x`, then `x**2`. The values are the same; what is different in the graphs?
# 4. Type an expression of your own in which $x$ is used three times.

# %%
explorers.computation_graph(state="expression=x * y + x; values=2,3,0,0", predict=False)

# %% [markdown]
# ### Worked example: a graph and its values
#
# Take $L = xy \cdot (xy + x)$ at $x = 2$, $y = 3$. In single steps:
#
# $$a = xy = 6 \qquad b = a + x = 8 \qquad L = ab = 48$$
#
# ```
# x = 2 ──┬──────────────────────┐
#         ├── × ── a = 6 ──┬──── + ── b = 8 ──┐
# y = 3 ──┘                └───────────────── × ── L = 48
# ```
#
# Both $x$ and $a$ are used twice, so each has two children. The values are found from left to
# right, parents before children: the *forward* pass.
#
# `Node` does this while Python calculates. A node has a `.value`, an operation `.op` ("input",
# "add", "multiply" or "square") and a tuple `.parents`:

# %%
x = Node(2.0)
y = Node(3.0)
a = x * y
b = a + x
L = a * b
for node in (x, y, a, b, L):
    print(f"{node.op:8} {node.value:4}   parents:", [parent.value for parent in node.parents])

# %% [markdown]
# ### Worked example: what a node sends back
#
# Let $L$ be the last node of a graph, in a network the loss. For any node $q$ write $dq$ for
# $\partial L/\partial q$: how fast $L$ changes when $q$ changes. It has the shape of $q$'s value, and
# in code $dz$ is `dz`, $dx$ is `dx`.
#
# Look at one node, $z = g(x, y)$, somewhere inside the graph. Suppose that $dz$ is known already.
# The *local derivative* $\partial z/\partial x$ says how fast $z$ changes when $x$ alone changes.
# Let $x$ grow by a small $\varepsilon$. Then
#
# $$z \text{ grows by about } \frac{\partial z}{\partial x}\,\varepsilon
# \qquad\text{and so } L \text{ grows by about } dz\,\frac{\partial z}{\partial x}\,\varepsilon$$
#
# So the node sends $dz \cdot \partial z/\partial x$ back to $x$, and
# $dz \cdot \partial z/\partial y$ back to $y$. It has to know $dz$ and its parents' values, and
# nothing else about the graph.
#
# An operation that is not on the slide, to see one through: $z = x / y$ with $x = 6$, $y = 2$, and
# $dz = 5$. The local derivatives are $1/y = 0.5$ and $-x/y^2 = -1.5$, so the node sends
# $5 \cdot 0.5 = 2.5$ to $x$ and $5 \cdot (-1.5) = -7.5$ to $y$. By nudging, with
# $L = 5z$, which has $dz = 5$:


# %%
def five_quotients(x, y):
    """Return L = 5z for z = x / y."""
    return 5 * (x / y)


nudge = 1e-6
dx = (five_quotients(6 + nudge, 2) - five_quotients(6, 2)) / nudge
dy = (five_quotients(6, 2 + nudge) - five_quotients(6, 2)) / nudge
print(f"dx = {dx:.3f}, dy = {dy:.3f}")

# %% [markdown]
# ### Exercise: `add_backward` (1 point)
#
# What does $z = x + y$ send back? Its local derivatives are given, the last line is yours. The
# values may be numbers, or arrays of one shape, on which the operation works entry by entry.
#
# <details><summary>Hint 1</summary>
#
# The node was told `dz`. What does it send to $x$, and what to $y$? See the worked example.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Return both, $dx$ first: `return …, …`.
#
# </details>


# %% exercise="add_backward"
def add_backward(dz, x, y):
    """Return (dx, dy) for z = x + y. All are numbers, or all are arrays of one shape."""
    dz_dx = 1.0
    dz_dy = 1.0
    ### BEGIN SOLUTION
    return dz * dz_dx, dz * dz_dy
    ### END SOLUTION


# %% check="add_backward"
from mlpkit.checks import check

check(add_backward)

# %% [markdown]
# ### Exercise: `multiply_backward` (1 point)
#
# The same for $z = xy$. Now the local derivatives are yours too.
#
# <details><summary>Hint 1</summary>
#
# Hold $y$ still, at 3 say. Then $z = 3x$. How fast does $z$ change when $x$ changes?
#
# </details>
# <details><summary>Hint 2</summary>
#
# What goes to $x$ depends on the value of $y$, and the other way round.
#
# </details>


# %% exercise="multiply_backward"
def multiply_backward(dz, x, y):
    """Return (dx, dy) for z = xy. All are numbers, or all are arrays of one shape."""
    ### BEGIN SOLUTION
    return dz * y, dz * x
    ### END SOLUTION


# %% check="multiply_backward"
from mlpkit.checks import check

check(multiply_backward)

# %% [markdown]
# ### Exercise: `square_backward` (1 point)
#
# And for $z = x^2$. There is one parent, so there is one result.
#
# <details><summary>Hint 1</summary>
#
# $x^2$ is $x \cdot x$: what does a product send to its left parent, what to its right one, and what
# does $x$ get altogether?
#
# </details>


# %% exercise="square_backward"
def square_backward(dz, x):
    """Return dx for z = x². Both are numbers, or both are arrays of one shape."""
    ### BEGIN SOLUTION
    return 2 * x * dz
    ### END SOLUTION


# %% check="square_backward"
from mlpkit.checks import check

check(square_backward)

# %% [markdown]
# ## S16: Chain rule
#
# $$y = g(x), \quad z = h(y): \qquad
# \frac{\partial z}{\partial x} = \frac{\partial z}{\partial y} \cdot
# \frac{\partial y}{\partial x}$$
#
# $$\text{Example } y = x^2,\ z = y^2: \qquad \frac{\partial z}{\partial x} = 4xy = 4x^3$$
#
# **In words.** Two operations stand one behind the other: $x$ goes into $g$, and what comes out,
# $y$, goes into $h$. If $y$ changes 6 times as fast as $x$, and $z$ 18 times as fast as $y$, then
# $z$ changes $18 \cdot 6 = 108$ times as fast as $x$. Rates along a path multiply. It is the rule
# by which a node sends back: there $dz$ was the rate from $z$ to the end, and the local derivative
# the rate from $x$ to $z$.

# %% [markdown]
# ### Move it
#
# The same graph, now there and back. The numbers with ∂ have come back to a node so far.
#
# 1. Answer the two questions that it asks. The first shows something that S16 does not say: $x$ is
#    used twice there. What becomes of the two numbers that are sent to it?
# 2. Choose the preset "S16" and go back and forth through its steps. Below the picture stands each
#    product: the number from above times the local derivative.
# 3. The preset "a neuron" is a network of one unit. What does its sum send to $b$, and what to the
#    product $wx$? Why does the derivative by $w$ depend on $x$, and that by $b$ not directly?

# %%
explorers.computation_graph()

# %% [markdown]
# ### Worked example: the slide's numbers
#
# At $x = 3$: $y = 9$ and $z = 81$. The two rates are
#
# $$\frac{\partial y}{\partial x} = 2x = 6 \qquad \frac{\partial z}{\partial y} = 2y = 18$$
#
# Each is taken where its own operation stands: $h$ sees $y = 9$ and knows nothing of $x = 3$. The
# product is $18 \cdot 6 = 108$. As a formula: $2y \cdot 2x = 4xy$, and with $y = x^2$ this is
# $4x^3$. Both of the slide's forms give 108.

# %% [markdown]
# ### Exercise: `composite_grad` (1 point)
#
# Return $\partial z/\partial x$ for $y = x^2$, $z = y^2$. Write it as a graph would find it: $y$
# first, then the two rates, then their product.
#
# <details><summary>Hint 1</summary>
#
# Four lines: `y = …`, `dz_dy = …`, `dy_dx = …`, and the return.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `composite_grad(3.0)` should be 108. If you get 36, $\partial z/\partial y$ was taken at $x$.
#
# </details>


# %% exercise="composite_grad"
def composite_grad(x):
    """Return ∂z/∂x for y = x², z = y². x is a number, or an array of any shape."""
    ### BEGIN SOLUTION
    y = x**2
    dz_dy = 2 * y
    dy_dx = 2 * x
    return dz_dy * dy_dx
    ### END SOLUTION


# %% check="composite_grad"
from mlpkit.checks import check

check(composite_grad)

# %% [markdown]
# ### Worked example: two paths
#
# In S16 there is one path from $x$ to $z$. In the first worked example $x$ has two children, $a$
# and $b$. When $x$ grows, both of them change, and $L$ feels both changes: **what the children send
# is added up.** Along a path rates multiply, and different paths add.
#
# From the end of the graph back to its inputs, with $x = 2$, $y = 3$, $a = 6$, $b = 8$:
#
# | node | gets | from | so its gradient is | and it sends |
# |---|---|---|---|---|
# | $L$ | | | $dL = 1$ | $b \cdot 1 = 8$ to $a$, and $a \cdot 1 = 6$ to $b$ |
# | $b$ | 6 | $L$ | $db = 6$ | 6 to $a$, and 6 to $x$ |
# | $a$ | 8, and 6 | $L$, $b$ | $da = 14$ | $y \cdot 14 = 42$ to $x$, and $x \cdot 14 = 28$ to $y$ |
# | $y$ | 28 | $a$ | $dy = 28$ | |
# | $x$ | 6, and 42 | $b$, $a$ | $dx = 48$ | |
#
# $dL = \partial L/\partial L = 1$ starts it. This way through a graph is the *backward* pass. It
# needs no formula for $L$. We have one here to compare: $L = x^2y^2 + x^2y$ gives
# $\partial L/\partial x = 2xy^2 + 2xy = 48$ and $\partial L/\partial y = 2x^2y + x^2 = 28$.
#
# **The order matters.** Suppose that $a$ sends as soon as it has got its 8 from $L$, without
# waiting for $b$. It sends $3 \cdot 8 = 24$ to $x$, and $dx$ becomes $24 + 6 = 30$. A node may send
# only when *all* its children have sent to it.

# %% [markdown]
# ### Which node comes first?
#
# A list of the nodes in which parents always stand before their children is in *topological order*.
# The forward pass can go along it from the front, the backward pass from its end: then each node
# comes after all its children. A short way to write such a list:


# %%
def order_by_recursion(node, order):
    """Append the node to `order`, behind everything that it depends on."""
    for parent in node.parents:
        if parent not in order:
            order_by_recursion(parent, order)
    order.append(node)


order = []
order_by_recursion(L, order)
print([node.value for node in order])

# %% [markdown]
# $x, y, a, b, L$: as it should be. Now a chain of 5,000 additions, which is a small graph for a
# network:

# %%
chain = Node(1.0)
one = Node(1.0)
for _ in range(5000):
    chain = chain + one

try:
    order_by_recursion(chain, [])
except RecursionError:
    print("RecursionError: too many calls inside calls")

# %% [markdown]
# Each call waits inside the call before it, and Python allows about a thousand waiting calls. (The
# function has a second weakness: `parent not in order` searches a whole list, at every edge.)

# %% [markdown]
# ### Exercise: `topological_order` (2 points)
#
# The same without calls inside calls. What is still to be done stands on a list, `stack`, of which
# the last entry is always taken next. An entry is a note about one node, and there are two kinds:
#
# - `(node, False)`: look at this node. If it has not been seen before, its parents must come first.
# - `(node, True)`: all its parents are in `order` by now. It is the node's turn.
#
# The loop is given; say what happens with each kind of note. `seen` is a set, so `current in seen`
# is fast. A chain of 5,000 nodes has to work.
#
# <details><summary>Hint 1</summary>
#
# A note with `True` is one line: where does the node go?
#
# </details>
# <details><summary>Hint 2</summary>
#
# For a note with `False`: if the node is in `seen`, do nothing. Otherwise put it in `seen`, and put
# new notes on the stack: one for the node itself, and one for each parent.
#
# </details>
# <details><summary>Hint 3</summary>
#
# The last note put on the stack is taken first, and the parents must be done before the node. So
# `(current, True)` goes on the stack before the parents' notes.
#
# </details>


# %% exercise="topological_order"
def topological_order(node):
    """Return a list: every node that `node` depends on, once, parents first, `node` last."""
    order, seen = [], set()
    stack = [(node, False)]
    while stack:
        current, parents_done = stack.pop()
        ### BEGIN SOLUTION
        if parents_done:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack.append((current, True))
            stack.extend((parent, False) for parent in current.parents)
        ### END SOLUTION
    return order


# %% check="topological_order"
from mlpkit.checks import check

check(topological_order)

# %% [markdown]
# ### Exercise: `backward` (3 points)
#
# The backward pass for any graph of the three operations, from a blank page. Return a dict with an
# entry for `node` and for everything that it depends on: the key is the node, the value its
# gradient. Use what you have written in this lesson. The check tries graphs in which nodes are used
# twice, graphs whose values are arrays, one single node, and a chain of 5,000.
#
# <details><summary>Hint 1</summary>
#
# Make a dict with 0.0 for every node of the topological order, then put 1.0 at `node` itself. Walk
# through the order from its end: `for current in reversed(order)`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# At each node, `current.op` says which of your three functions to call, with `dz` from the dict and
# the parents' values. An input sends nothing.
#
# </details>
# <details><summary>Hint 3</summary>
#
# What is sent to a parent is added to what the parent has: `d[parent] = d[parent] + …`. For
# $x \cdot x$ the loop over the parents comes to $x$ twice, and both count. (With arrays, `+=` would
# change an array that another node may hold as well.)
#
# </details>
# <details><summary>Hint 4</summary>
#
# Test it on the worked example: `gradients = backward(L)`, then `gradients[x]` is 48 and
# `gradients[y]` is 28. If you get 30 for $x$, a node has sent too early; if you get 18,
# contributions have been overwritten.
#
# </details>


# %% exercise="backward"
def backward(node):
    """Return a dict from each node that `node` depends on, and itself, to its gradient."""
    ### BEGIN SOLUTION
    order = topological_order(node)
    rules = {"add": add_backward, "multiply": multiply_backward}
    rules["square"] = lambda dz, x: (square_backward(dz, x),)
    gradients = dict.fromkeys(order, 0.0) | {node: 1.0}
    for current in reversed(order):
        if current.op != "input":
            values = [parent.value for parent in current.parents]
            sent = rules[current.op](gradients[current], *values)
            for parent, contribution in zip(current.parents, sent, strict=True):
                gradients[parent] = gradients[parent] + contribution
    return gradients
    ### END SOLUTION


# %% check="backward"
from mlpkit.checks import check

check(backward)

# %% [markdown]
# ### Your prediction
#
# Sixteen doublings, from $x_0 = 1$:

# %%
doubled = Node(1.0)
for _ in range(16):
    doubled = doubled + doubled
print(doubled.value)

# %% [markdown]
# $x_{16} = 65{,}536\,x_0$, so the derivative is 65,536. Along any single path all local derivatives
# are 1, and so is their product: there must be 65,536 paths, and a program that follows each of
# them needs more moves than that. The backward pass adds up at a node before it goes on. It leaves
# each of the 16 sums twice, once to the left and once to the right: 32 moves. It is **A**.
#
# With two more doublings the paths are four times as many, and the backward pass has four moves
# more. That is why networks are trained with it.

# %% [markdown]
# ### In words: add, and wait (2 points)
#
# A classmate's `backward` is right for every graph in which each node has one child, and wrong for
# most others. Two things could be to blame: it keeps only the last contribution to a node, or it
# lets a node send before all its children have sent. Explain for each of the two why it gives a
# wrong derivative, in about three sentences each. Use the graph of $L = xy \cdot (xy + x)$, and say
# which number goes wrong. Double-click the cell below to write in it. A person reads and grades
# this answer.

# %% [markdown] question="add-and-wait" points=2
# ### BEGIN SOLUTION
# **A full answer.** *Keeping only the last one.* When $x$ grows, its children $a$ and $b$ both
# change, and $L$ changes by the effects of both together, so the effects must be added. $x$ gets 6
# from $b$ and 42 from $a$, and $dx = 48$. If what comes from $a$ replaces the 6, the program has
# found how fast $L$ changes when $x$ changes inside $a$ but not inside $b$. (The same happens at
# $a$: 6 in place of 14, so that only 18 come from there, and $dx$ is 18.)
#
# *Sending too early.* What a node sends is its own gradient times a local derivative. As long as a
# child is missing, the gradient is not complete, and everything computed from it is wrong as well.
# If $a$ sends when it has only the 8 from $L$, it sends 24 to $x$ in place of 42, and $dx$ becomes
# 30; the 6 that arrives at $a$ later never gets to $x$. Sending a second time would repair this,
# but then every path is walked by itself: 65,536 of them in the sixteen doublings.
#
# **Rubric.** One point for each half; no points are lost for language.
#
# - Adding: ½ for the reason, that a change reaches $L$ along both edges at once and the changes add
#   up. "Because of the chain rule" alone is no reason. ½ for a right number of the graph.
# - Waiting: ½ for the reason, that the gradient which is multiplied is not complete yet. ½ for a
#   right number of the graph. Both numbers may also come from another graph if they are right
#   there.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: counting ways through a city
#
# No points and no check: this one is for you. A city's streets form a grid of 5 by 5 crossings. You
# start at the top left corner and walk to the bottom right corner, only ever to the right or down.
# How many ways are there? Your backward pass can count them.
#
# Below, every crossing is a node: the sum of the crossing to its left and the crossing above. At
# the edge of the city one of the two is missing, and an input of value 0 stands in its place.
#
# 1. All local derivatives are 1. What, then, is the gradient at a crossing? (Think of the 65,536.)
# 2. Predict: how many ways are there from the start to the goal? And from the crossing in the
#    middle, `city[2][2]`, to the goal?
# 3. Call `backward` on the goal, and look at both gradients.
# 4. The crossing `city[2][2]` is closed. How would you build the graph, and how many ways are left?

# %%
city = []
for row in range(5):
    city.append([])
    for column in range(5):
        above = city[row - 1][column] if row else Node(0.0)
        left = city[row][column - 1] if column else Node(0.0)
        city[row].append(left + above)

start, goal = city[0][0], city[4][4]
# your call of backward

# %% [markdown]
# <details><summary>Answers</summary>
#
# The gradient at a crossing is the number of ways from there to the goal: 70 from the start, 6 from
# the middle. A closed crossing is an input of value 0. It has no parents, so no path goes through
# it, and $70 - 6 \cdot 6 = 34$ ways are left.
#
# </details>

# %% [markdown]
# ## Summary
#
# - **S15.** A computation graph cuts a calculation into single operations. A node knows its value,
#   its operation and its parents; a parent that is used twice has two edges.
# - A node that is told $dz$ sends $dz$ times a local derivative to each of its parents. The rules
#   for add, multiply and square are one line each.
# - **S16.** Along a path, rates multiply. Where several paths meet, what they bring is added.
# - A node waits until all its children have sent. The reversed topological order sees to it, and
#   then every edge is used once, however many paths there are.
# - With $dL = 1$ at the end, one backward pass gives $\partial L/\partial q$ for every node $q$.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
