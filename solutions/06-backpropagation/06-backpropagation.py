# %% [markdown]
# # Lesson 06: Backpropagation
#
# Slides S14 and S17 · about 75 minutes · 10 points
#
# **The question.** S11 has a chain of factors for every weight matrix, and the deeper the network,
# the longer the chains. Does all of that have to be multiplied out? S14 asks this, S17 answers with
# two formulas. Are they right?
#
# You need S7, the network with layers, and S11, the chain rule; both are repeated here. Nothing
# depends on your answers to earlier lessons.
#
# - Run the cells from top to bottom with Shift+Enter.
# - Below each exercise stands a `check`. It says whether your function is right or which mistake
#   it looks like, and how many points it has. Run it as often as you like.
# - Hints open when you click them. Read one, try again, then read the next.

# %%
import numpy as np

from mlpkit import explorers, gradcheck, sigmoid

# %% [markdown]
# ## Predict first
#
# A network has ten layers, each with its weights and its biases. So there are twenty gradients, and
# S11 writes each of them as a chain of factors. If every chain is multiplied out by itself, this
# takes 220 products. If no product is ever computed twice, how many of the 220 are left?
#
# - **A** about 200
# - **B** about 110
# - **C** about 40
#
# Choose before you read on. The answer comes under S14.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S14: Common terms
#
# $$\frac{\partial L}{\partial W^{[3]}} =
# \underbrace{\frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}}}_{\text{common}} \cdot
# \frac{\partial z^{[3]}}{\partial W^{[3]}}$$
#
# $$\frac{\partial L}{\partial W^{[2]}} =
# \underbrace{\frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}}}_{\text{common}} \cdot
# \frac{\partial z^{[3]}}{\partial v^{[2]}} \cdot
# \frac{\partial v^{[2]}}{\partial z^{[2]}} \cdot
# \frac{\partial z^{[2]}}{\partial W^{[2]}}$$
#
# The slide asks: *Can we save the gradients to be reused for computing other gradients?*
#
# **In words.** The network is that of S7. Its layer $l$ takes the values $v^{[l-1]}$ of the layer
# below and makes
#
# $$z^{[l]} = W^{[l]} v^{[l-1]} + b^{[l]} \qquad v^{[l]} = \sigma(z^{[l]})$$
#
# with a table of weights $W^{[l]}$, a list of biases $b^{[l]}$ and the sigmoid
# $\sigma(t) = 1/(1 + e^{-t})$ on each entry; its derivative is $\sigma' = \sigma\,(1 - \sigma)$.
# Layer 1 takes the input, $v^{[0]} = x$. The last layer gives the prediction, here
# $\hat y = v^{[3]}$, and the loss $L$ compares it with the label $y$. A change of $W^{[2]}$ changes
# $z^{[2]}$, so $v^{[2]}$, so $z^{[3]}$, so $\hat y$, so $L$: one factor for each of these steps,
# written from the loss back to the weights. The chains for $W^{[3]}$ and $W^{[2]}$ begin with the
# same two factors.

# %% [markdown]
# ### Count the products
#
# Give every factor of the three-layer network a letter:
#
# | | | |
# |---|---|---|
# | $A = \partial L/\partial \hat y$ | $B = \partial \hat y/\partial z^{[3]}$ | $C = \partial z^{[3]}/\partial W^{[3]}$, $\ c = \partial z^{[3]}/\partial b^{[3]}$ |
# | $D = \partial z^{[3]}/\partial v^{[2]}$ | $E = \partial v^{[2]}/\partial z^{[2]}$ | $F = \partial z^{[2]}/\partial W^{[2]}$, $\ f = \partial z^{[2]}/\partial b^{[2]}$ |
# | $G = \partial z^{[2]}/\partial v^{[1]}$ | $H = \partial v^{[1]}/\partial z^{[1]}$ | $I = \partial z^{[1]}/\partial W^{[1]}$, $\ i = \partial z^{[1]}/\partial b^{[1]}$ |
#
# Then the six gradients are:
#
# | for $W^{[3]}$ | for $b^{[3]}$ | for $W^{[2]}$ | for $b^{[2]}$ | for $W^{[1]}$ | for $b^{[1]}$ |
# |---|---|---|---|---|---|
# | $ABC$ | $ABc$ | $ABDEF$ | $ABDEf$ | $ABDEGHI$ | $ABDEGHi$ |
#
# With pencil and paper:
#
# 1. A chain of three factors takes two products. How many do the six chains take, each by itself?
# 2. Multiply from the left, and write down the result of every product: $AB$, $ABC$, … Which
#    results do you get more than once?
# 3. How many different results are there? So many products are left if each one is saved.

# %%
products_each_chain_by_itself = "?"
products_with_saved_results = "?"

# %% [markdown]
# Now let the computer count. `chain[:k]` is the beginning of a chain with $k$ factors, and a set
# holds equal things once.

# %%
chains = ["ABC", "ABc", "ABDEF", "ABDEf", "ABDEGHI", "ABDEGHi"]
made = [chain[:k] for chain in chains for k in range(2, len(chain) + 1)]
for result in dict.fromkeys(made):
    print(f"{result:7} is made {made.count(result)}×")
print(len(made), "products, each chain by itself")
print(len(set(made)), "products with saved results")

# %% [markdown]
# The results that were made most often have names:
#
# $$AB = \frac{\partial L}{\partial z^{[3]}} \qquad ABDE = \frac{\partial L}{\partial z^{[2]}}
# \qquad ABDEGH = \frac{\partial L}{\partial z^{[1]}}$$
#
# As everywhere in the course, $dq$ is short for $\partial L/\partial q$, so these are $dz^{[3]}$,
# $dz^{[2]}$ and $dz^{[1]}$. Each is made from the one above by two factors, and each gives its
# layer's $dW$ and $db$ by one factor more.

# %% [markdown]
# ### Move it
#
# Four of the six chains, each factor with its shape.
#
# 1. Answer the questions that it asks. (The one about S13 looks back at lesson 04.)
# 2. Light up one factor after the other. Which are in all four chains, and which in three? Those
#    make up $dz^{[3]}$ and $dz^{[2]}$.
# 3. Move the number of layers. How does each of the two counts grow?

# %%
explorers.chain_rule()

# %% [markdown]
# ### Worked example: three saved terms
#
# One unit in every layer, so that each factor is a number. The input is $x = 2$, the label $y = 1$:
#
# | layer $l$ | $W^{[l]}$ | $b^{[l]}$ | $z^{[l]}$ | $v^{[l]}$ | $\sigma'(z^{[l]}) = v^{[l]}(1 - v^{[l]})$ |
# |---|---|---|---|---|---|
# | 1 | 1 | −2 | $1 \cdot 2 - 2 = 0$ | 0.5 | 0.25 |
# | 2 | 4 | −2 | $4 \cdot 0.5 - 2 = 0$ | 0.5 | 0.25 |
# | 3 | 6 | −3 | $6 \cdot 0.5 - 3 = 0$ | $\hat y = 0.5$ | 0.25 |
#
# The loss is the cross-entropy of S8, with S12's
# $\partial L/\partial \hat y = -y/\hat y + (1 - y)/(1 - \hat y) = -2$. From the loss back:
#
# $$\begin{aligned}
# dz^{[3]} &= -2 \cdot 0.25 = -0.5 & dW^{[3]} &= dz^{[3]}\,v^{[2]} = -0.25 & db^{[3]} &= -0.5 \\
# dz^{[2]} &= dz^{[3]} \cdot 6 \cdot 0.25 = -0.75 & dW^{[2]} &= dz^{[2]}\,v^{[1]} = -0.375
# & db^{[2]} &= -0.75 \\
# dz^{[1]} &= dz^{[2]} \cdot 4 \cdot 0.25 = -0.75 & dW^{[1]} &= dz^{[1]}\,x = -1.5
# & db^{[1]} &= -0.75
# \end{aligned}$$
#
# $\partial z/\partial W$ is the layer's input, $\partial z/\partial b$ is 1, and
# $\partial z^{[3]}/\partial v^{[2]}$ is the weight $W^{[3]}$. Nudging $W^{[1]}$, the weight
# furthest from the loss:


# %%
def loss_of_first_weight(weight):
    """Return S8's loss of the example (label 1) when only W1 moves."""
    v1 = sigmoid(weight * 2 - 2)
    v2 = sigmoid(4 * v1 - 2)
    y_hat = sigmoid(6 * v2 - 3)
    return -np.log(y_hat)


nudge = 1e-6
slope = (loss_of_first_weight(1 + nudge) - loss_of_first_weight(1 - nudge)) / (2 * nudge)
print(f"by nudging {slope:.4f}, by saved terms -1.5")

# %% [markdown]
# ### Your prediction
#
# With $k$ layers, the chains of layer $l$ have $2(k - l) + 3$ factors. Added up over all layers:
#
# | layers $k$ | products, each chain by itself: $2k(k + 1)$ | with saved terms: $4k - 1$ |
# |---|---|---|
# | 3 | 24 | 11 |
# | 10 | 220 | 39 |
# | 100 | 20,200 | 399 |
#
# It is **C**. Twice as many layers are about four times the work on the left, and twice the work on
# the right.
#
# **Why from the loss?** One could also save the products at the other end of the chains, and
# multiply from right to left. But the factors are tables: $\partial z^{[3]}/\partial v^{[2]}$ is
# $W^{[3]}$. With 100 units in every layer, a table times a table takes a million multiplications.
# The loss is one number, so from the left there is always a list of 100 numbers times a table: ten
# thousand.

# %% [markdown]
# ## S17: Backpropagation
#
# $$L(x, y, W_1, W_2) = \lVert \sigma(W_2\,\sigma(W_1 x)) - y \rVert^2$$
#
# $$\nabla_{W_1} L = 2\,W_2^\top R \odot \hat y \odot (1 - \hat y) \odot v \odot (1 - v)\,x^\top$$
#
# $$\nabla_{W_2} L = 2\,R \odot \hat y \odot (1 - \hat y)\,v^\top$$
#
# **In words.** Two layers without biases; unlike S1, the output goes through $\sigma$ as well. The
# loss adds up the squared errors of $m$ outputs. $\nabla_{W_1} L$ is the gradient `dW1`, with the
# shape of $W_1$. The sign $\odot$ multiplies two lists entry by entry. A list times $v^\top$ or
# $x^\top$ at the end makes a table: its entry in row $i$, column $j$ is entry $i$ of the first list
# times entry $j$ of the second. In NumPy: `np.outer(first, second)`. $W_2^\top$ is $W_2$ with rows
# and columns exchanged, `W2.T`.
#
# The slide is printed here as it was shown. **It does not say what $R$ and $v$ are.** Before you
# read on: which list could $v$ be, if $\partial z/\partial W_2$ is the input of the second layer?
# And $R$, if the derivative of $(\hat y - y)^2$ by $\hat y$ is $2R$?

# %% [markdown]
# ### Worked example: one output
#
# $$v = \sigma(W_1 x) \qquad \hat y = \sigma(W_2 v) \qquad R = \hat y - y$$
#
# $$x = \begin{pmatrix} 1 \\ 2 \end{pmatrix} \quad
# W_1 = \begin{pmatrix} 2 & -1 \\ 0 & 0 \end{pmatrix} \quad
# W_2 = \begin{pmatrix} 2 & -2 \end{pmatrix} \quad y = 0$$
#
# Forward: $W_1 x = (0, 0)$, so $v = (0.5, 0.5)$. Then $W_2 v = 0$, so $\hat y = 0.5$ and $R = 0.5$.
#
# $$R \odot \hat y \odot (1 - \hat y) = 0.5 \cdot 0.5 \cdot 0.5 = 0.125$$
#
# $$\nabla_{W_2} L = 2 \cdot 0.125 \begin{pmatrix} 0.5 & 0.5 \end{pmatrix}
# = \begin{pmatrix} 0.125 & 0.125 \end{pmatrix}$$
#
# $$2\,W_2^\top \cdot 0.125 = \begin{pmatrix} 0.5 \\ -0.5 \end{pmatrix} \qquad
# \odot\ v \odot (1 - v) = \begin{pmatrix} 0.125 \\ -0.125 \end{pmatrix} \qquad
# \nabla_{W_1} L = \begin{pmatrix} 0.125 & 0.25 \\ -0.125 & -0.25 \end{pmatrix}$$
#
# The 0.125 of the first line is in both gradients: with its 2, it is S14's common term.

# %% [markdown]
# ### Test the formula as printed
#
# Here are the two formulas, read from left to right. Python reads them so by itself, for `@` and
# `*` have the same rank. Before you run the test below, say which of its three networks will pass.


# %%
def s17_as_printed(W1, W2, x, y):
    """Return S17's two gradients, each read from left to right."""
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y_hat - y
    dW1 = np.outer(2 * W2.T @ R * y_hat * (1 - y_hat) * v * (1 - v), x)
    dW2 = np.outer(2 * R * y_hat * (1 - y_hat), v)
    return dW1, dW2


def s17_loss(W1, W2, x, y):
    """Return ‖σ(W2 σ(W1 x)) − y‖²."""
    return np.sum((sigmoid(W2 @ sigmoid(W1 @ x)) - y) ** 2)


# %% [markdown]
# `gradcheck(f, gradient, w)` compares a gradient with numerical differences of `f` at `w`, and says
# by how much it is off: 0 % is right.


# %%
def test(formula, hidden, outputs):
    """Compare a formula with numerical gradients, for a network with random weights."""
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(size=(hidden, 2)), rng.normal(size=(outputs, hidden))
    x, y = rng.normal(size=2), rng.uniform(size=outputs)
    print(f"{hidden} hidden units, m = {outputs}:", end=" ")
    try:
        dW1, dW2 = formula(W1, W2, x, y)
    except ValueError:
        print("the shapes don't fit")
        return
    first = gradcheck(lambda w: s17_loss(w, W2, x, y), dW1, W1)
    second = gradcheck(lambda w: s17_loss(W1, w, x, y), dW2, W2)
    print(f"dW1 is off by {first.error:.0%}, dW2 by {second.error:.0%}")


# %%
test(s17_as_printed, hidden=3, outputs=1)
test(s17_as_printed, hidden=3, outputs=3)
test(s17_as_printed, hidden=4, outputs=3)

# %% [markdown]
# The formula for $\nabla_{W_2} L$ is right. The one for $\nabla_{W_1} L$ is right for one output.
# For three outputs its shapes do not fit, or, where the widths happen to agree, its value is wrong,
# and nothing complains. Try other widths.

# %% [markdown]
# ### Find out why: two outputs
#
# The worked example with a second output: a second row in $W_2$, and $y = (0, 1)$. Below each
# factor stands the number of its entries, for $d$ inputs, $h$ hidden units and $m$ outputs:
#
# $$\underset{h \times m}{W_2^\top}\ \underset{m}{R} \odot \underset{m}{\hat y} \odot
# \underset{m}{(1 - \hat y)} \odot \underset{h}{v} \odot \underset{h}{(1 - v)}\
# \underset{d}{x^\top}$$
#
# $$W_2 = \begin{pmatrix} 2 & -2 \\ 3 & -1 \end{pmatrix} \quad
# \hat y = \begin{pmatrix} \sigma(0) \\ \sigma(1) \end{pmatrix}
# = \begin{pmatrix} 0.5 \\ 0.731 \end{pmatrix} \quad
# R = \begin{pmatrix} 0.5 \\ -0.269 \end{pmatrix} \quad
# \hat y \odot (1 - \hat y) = \begin{pmatrix} 0.25 \\ 0.197 \end{pmatrix}$$
#
# **From left to right**, $W_2^\top R$ comes first:
#
# $$W_2^\top R = \begin{pmatrix} 2 \cdot 0.5 + 3 \cdot (-0.269) \\ -2 \cdot 0.5 - 1 \cdot (-0.269)
# \end{pmatrix} = \begin{pmatrix} 0.193 \\ -0.731 \end{pmatrix} \qquad
# \odot \begin{pmatrix} 0.25 \\ 0.197 \end{pmatrix} = \begin{pmatrix} 0.048 \\ -0.144 \end{pmatrix}$$
#
# 1. Each of the two numbers 0.193 and −0.731 belongs to a unit. Is it a hidden unit, or an output?
# 2. 0.25 and 0.197 are slopes of $\sigma$. At which units?
# 3. So what is multiplied in the last step, and why is there no such mistake with one output?
# 4. The chain of S11 has $\partial L/\partial \hat y$, then $\partial \hat y/\partial z$, and only
#    then the weights. Which product must be finished before $W_2^\top$ comes in? Work it out with
#    these numbers. You should get $(0.091, -0.197)$ in place of $(0.048, -0.144)$.

# %% [markdown]
# ### Move it
#
# The whole computation on a timeline, for two inputs, three hidden units and two outputs. It writes
# $\delta_2$ for $\partial L/\partial z_2$ and $\delta_1$ for $\partial L/\partial z_1$, where $z_1$
# and $z_2$ are the sums that go into the two $\sigma$.
#
# 1. Answer the questions that it asks.
# 2. Go through it step by step, and write down which quantities of the forward pass are used again
#    on the way back. Those must be kept.
# 3. Which quantity is S14's common term? How many arrows leave it?

# %%
explorers.backpropagation()

# %% [markdown]
# ### Exercise: `two_layer_backprop` (3 points)
#
# Repair S17: both gradients, for any number of inputs, hidden units and outputs. What the slide
# forgot to define is given. Compute the common term once, and use it for both.
#
# <details><summary>Hint 1</summary>
#
# The common term has one entry for each output, and `dW2` needs nothing but it and $v$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Save it under a name. In a formula the saved name is a pair of brackets: `W2.T @ common` has one
# entry for each hidden unit.
#
# </details>
# <details><summary>Hint 3</summary>
#
# `test(two_layer_backprop, hidden=4, outputs=3)` compares your function with numerical gradients.
#
# </details>


# %% exercise="two_layer_backprop"
def two_layer_backprop(W1, W2, x, y):
    """Return (dW1, dW2). W1 is (h, d), W2 is (m, h), x is (d,), y is (m,)."""
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    R = y_hat - y
    ### BEGIN SOLUTION
    common = 2 * R * y_hat * (1 - y_hat)
    dW1 = np.outer(W2.T @ common * v * (1 - v), x)
    return dW1, np.outer(common, v)
    ### END SOLUTION


# %% check="two_layer_backprop"
from mlpkit.checks import check

check(two_layer_backprop)

# %% [markdown]
# The same timeline for your function: it marks each of your gradients, up to the first that is
# wrong.

# %%
explorers.backpropagation(two_layer_backprop)

# %% [markdown]
# ## Any depth, and a batch
#
# The last exercise joins S14 and S17: the network of S7 with any number of layers, and with biases.
# The loss is S8's, with the brackets that the slide left out, added up over a *batch* of $n$
# examples and over all outputs. Two things are needed for it.
#
# **The first common term.** For S8's loss, S12's first two factors are
#
# $$\left(-\frac{y}{\hat y} + \frac{1 - y}{1 - \hat y}\right) \cdot \hat y\,(1 - \hat y)
# = -y\,(1 - \hat y) + (1 - y)\,\hat y = \hat y - y$$
#
# This is the $\hat y - y$ that repaired S13. It holds in the worked example of S14:
# $0.5 - 1 = -0.5$. Use the short form: the long one divides by zero when $\hat y$ is exactly 0 or
# 1.
#
# **Rows.** A batch has its examples as rows: $X$ has the shape $(n, d)$, and every layer has tables
# $Z$ and $V$ with one row for each example. A row of $Z$ is $W v + b$ for that row's $v$, and for
# all rows at once this is $Z = V W^\top + b$.

# %% [markdown]
# ### Worked example: the gradient of a batch
#
# A layer with two inputs and one output, and two examples. The rows of $V$ are its inputs, and the
# rows of $dZ$ have come down from above:
#
# $$V = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \qquad
# dZ = \begin{pmatrix} 0.5 \\ -1 \end{pmatrix} \qquad
# W = \begin{pmatrix} 10 & 20 \end{pmatrix}$$
#
# Each example has its own $dz\,v^\top$: $(0.5, 1)$ for the first, $(-3, -4)$ for the second. The
# loss is a sum over the examples, so the gradient is the sum, and one product makes both steps:
#
# $$dW = dZ^\top V = \begin{pmatrix} 0.5 \cdot 1 - 1 \cdot 3 & 0.5 \cdot 2 - 1 \cdot 4 \end{pmatrix}
# = \begin{pmatrix} -2.5 & -3 \end{pmatrix} \qquad db = 0.5 - 1 = -0.5$$
#
# Back through the weights every example stays in its own row:
#
# $$dV = dZ\,W = \begin{pmatrix} 5 & 10 \\ -10 & -20 \end{pmatrix}$$

# %%
inputs = np.array([[1.0, 2.0], [3.0, 4.0]])  # V
from_above = np.array([[0.5], [-1.0]])  # dZ
weights = np.array([[10.0, 20.0]])  # W
print("dW =", from_above.T @ inputs)
print("db =", from_above.sum(axis=0))
print("dV =", (from_above @ weights).tolist())

# %% [markdown]
# ### Exercise: `backprop` (5 points)
#
# From a blank page: return two lists, `dW` and `db`, with one array for each layer, from the first
# layer to the last. `W[0]` and `b[0]` belong to layer 1. Compute every common term once.
#
# <details><summary>Hint 1</summary>
#
# First forward, and keep every layer's values: a list that begins with `X` and ends with $\hat y$.
# `V @ W.T + b` is $Z$ for a whole batch.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Then back, from the last layer to the first: `for layer in reversed(range(len(W)))`. One variable,
# `dZ`, holds the common term of the layer where you are. It starts as $\hat y - y$, a row for each
# example.
#
# </details>
# <details><summary>Hint 3</summary>
#
# At each layer three things happen: its `dW`, its `db`, and the `dZ` for the layer below. The first
# two are in the worked example. For the third, go back through `W[layer]`, then through the σ below
# it: $v(1 - v)$ of which $v$?
#
# </details>
# <details><summary>Hint 4</summary>
#
# The gradients come out last layer first. Turn both lists round at the end, or insert at the front.
#
# </details>
# <details><summary>Hint 5</summary>
#
# Test it on the worked example of S14: with `X = np.array([[2.0]])`, `Y = np.array([[1.0]])`,
# weights 1, 4, 6 (each as `np.array([[…]])`) and biases −2, −2, −3 (each as `np.array([…])`), `dW`
# holds −1.5, −0.375 and −0.25.
#
# </details>


# %% exercise="backprop"
def backprop(X, Y, W, b):
    """Return lists (dW, db) for S8's loss summed over the batch. X is (n, d), Y is (n, m)."""
    ### BEGIN SOLUTION
    V = [X]
    for Wl, bl in zip(W, b, strict=True):
        V.append(sigmoid(V[-1] @ Wl.T + bl))
    dZ = V[-1] - Y
    dW, db = [], []
    for layer in reversed(range(len(W))):
        dW.insert(0, dZ.T @ V[layer])
        db.insert(0, dZ.sum(axis=0))
        dZ = (dZ @ W[layer]) * V[layer] * (1 - V[layer])
    return dW, db
    ### END SOLUTION


# %% check="backprop"
from mlpkit.checks import check

check(backprop)

# %% [markdown]
# Read your function beside lesson 05: the network is a graph, `dZ` is what a node has got from all
# its children, and each layer sends back local derivatives times `dZ`. The common terms of S14 are
# the gradients that the backward pass keeps at its nodes.

# %% [markdown]
# ### In words: it was tested (2 points)
#
# The authors of a library had S17 in their code as printed. "It was tested against numerical
# gradients", they say, "with a network of five inputs, eight hidden units and one output, and the
# difference was 1e-10." Explain in four to six sentences why the formula passes this test, why it
# is wrong for three outputs all the same, and with which network you would have tested it.
# Double-click the cell below to write in it. A person reads and grades this answer.

# %% [markdown] question="it-was-tested" points=2
# ### BEGIN SOLUTION
# **A full answer.** With one output, $R$ and $\hat y \odot (1 - \hat y)$ are single numbers. A
# number may be multiplied in before or after $W_2^\top$, the result is the same, so the grouping
# makes no difference. With three outputs, each error $R_k$ has to be multiplied by the slope
# $\hat y_k (1 - \hat y_k)$ of its own output before $W_2^\top$ adds up the outputs for each hidden
# unit. Read from left to right, $W_2^\top R$ has one entry for each hidden unit, and these are
# multiplied by slopes that belong to outputs. With eight hidden units and three outputs the lists
# have different lengths, and NumPy raises an error. With three hidden units they have the same
# length, and there is a wrong value without an error. I would test with several outputs, once with
# all widths different and once with all widths equal.
#
# **Rubric.** No points are lost for language.
#
# - ½ for one output: the slope is a single number, and a number can be moved past $W_2^\top$.
# - 1 for several outputs: $W_2^\top R$ belongs to the hidden units, the slopes to the outputs, so
#   entries are paired that have nothing to do with each other. "The shapes don't fit" alone gets ½,
#   for it does not explain the case of equal widths.
# - ½ for a test which would have found it: more than one output. Both kinds of width, or equal
#   widths named as the dangerous case, is ideal but not required.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: the product of all the others
#
# No points and no check: this one is for you. Take the product of $n$ numbers,
# $p = w_1 w_2 \cdots w_n$. Its derivative by $w_i$ is the product of all the *other* numbers. You
# want all $n$ derivatives, and there are zeros among the numbers, so you can't divide $p$ by $w_i$.
#
# 1. Each derivative by itself takes $n - 2$ products. How many is that altogether, for $n = 10$?
# 2. Write the derivatives for $n = 5$ below each other. Which terms do they have in common from the
#    left? Which from the right?
# 3. Find a way with about $3n$ products, and write it. Try it on the numbers below: the derivatives
#    are 0, 0, 90, 0 and 0.
# 4. Which of your two kinds of saved term is the forward pass, and which is the backward pass?

# %%
numbers = [2.0, 3.0, 0.0, 5.0, 3.0]
# your code

# %% [markdown]
# <details><summary>Answer</summary>
#
# By itself: $10 \cdot 8 = 80$. Save the products from the left, $w_1$, $w_1 w_2$, …, and from the
# right, $w_n$, $w_{n-1} w_n$, …; each derivative is one from the left times one from the right.
# This takes $n - 2$ products for each of the three, 24 in all. The products from the left are the
# values of the forward pass, those from the right are what the backward pass brings down.
#
# </details>

# %% [markdown]
# ## Summary
#
# - **S14.** The chains of S11 begin alike. What they share is
#   $dz^{[l]} = \partial L/\partial z^{[l]}$: computed once for each layer, from the loss back, it
#   gives that layer's $dW$ and $db$, and the $dz$ of the layer below. The work grows with the
#   number of layers, no longer with its square.
# - **S17** as printed leaves out $R = \hat y - y$ and $v = \sigma(W_1 x)$, and the brackets. Read
#   from left to right, its first formula is right for one output only. Repaired: the errors meet
#   the slopes of their own outputs first, then $W_2^\top$, then the slopes of the hidden units.
# - A product with $W^\top$ goes from one layer's units to those of the layer below. Everything that
#   belongs to the upper layer has to be multiplied in before.
# - For a batch, examples are rows, and the product $dZ^\top V$ adds up over them.
# - A test has to be able to fail: one output can't tell a right grouping from a wrong one.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
