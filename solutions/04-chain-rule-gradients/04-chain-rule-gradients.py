# %% [markdown]
# # Lesson 04: Gradients by the chain rule
#
# Slides S10, S11, S12 and S13 · about 75 minutes · 12 points
#
# **The question.** S2 and S9 subtract gradients, and S2 asked: how do we calculate them? Nudging
# works, but takes two predictions for every weight. This lesson finds all of them from a few
# factors, for the three-layer network of S7.
#
# You need lesson 03: the network, the cross-entropy, and the misprint in S8. Your answers from
# there are not used here. Of calculus you need the chain rule in one variable: if $u$ depends on
# $t$ and $L$ on $u$, then $dL/dt = dL/du \cdot du/dt$.
#
# Again one of the slides has a misprint. This time you will write the judge yourself.

# %%
import numpy as np

import mlpkit
from mlpkit import explorers, sigmoid

# %% [markdown]
# ## Predict first
#
# The last unit of a network computes $\hat y = \sigma(z)$. For one example $z = -10$, so
# $\hat y = 0.00005$: the network is nearly certain of no. But the label is $y = 1$, so it is as
# wrong as can be. How fast does its cross-entropy $L$ change when $z$ changes a little? Mind that
# $\sigma$ is almost flat at $-10$, with a slope of only 0.00005.
#
# - **A** $\partial L/\partial z$ is about $-0.00005$: the flat $\sigma$ lets next to nothing
#   through.
# - **B** $\partial L/\partial z$ is about $-1$.
# - **C** $\partial L/\partial z$ is about $-20\,000$: so wrong an answer has a huge slope.
#
# Choose before you read on. The answer comes under S12.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S10: What are the gradients?
#
# $$z^{[1]} = W^{[1]} x + b^{[1]} \qquad v^{[1]} = \sigma(z^{[1]})$$
#
# $$z^{[2]} = W^{[2]} v^{[1]} + b^{[2]} \qquad v^{[2]} = \sigma(z^{[2]})$$
#
# $$z^{[3]} = W^{[3]} v^{[2]} + b^{[3]} \qquad \hat y = \sigma(z^{[3]})$$
#
# $$L(\hat y, y) = - \sum_{i=1}^{n} \left[\, y^{(i)} \log \hat y^{(i)}
# + (1 - y^{(i)}) \log(1 - \hat y^{(i)}) \,\right]$$
#
# **In words.** The hypothesis of S7 beside the loss of S8, here with the brackets that lesson 03
# put in. Square brackets count layers, round ones examples. Layer $l$ has weights $W^{[l]}$ and
# biases $b^{[l]}$, weighted sums $z^{[l]}$ and outputs $v^{[l]}$.
#
# Wanted are six gradients, for $W^{[1]}, b^{[1]}, W^{[2]}, b^{[2]}, W^{[3]}, b^{[3]}$. The loss of
# all examples is a sum, so its gradient is the sum of the gradients of the single examples. One
# example is enough from here on, and we leave out its number $(i)$.
#
# $W^{[2]}$ does not stand in the formula of $L$. It acts on $z^{[2]}$, that on $v^{[2]}$, that on
# $z^{[3]}$, that on $\hat y$, and only $\hat y$ acts on $L$:
#
# $$W^{[2]} \to z^{[2]} \to v^{[2]} \to z^{[3]} \to \hat y \to L$$
#
# In code, $\partial L / \partial q$ is called `dq` and has the shape of `q`, whatever $q$ is.

# %% [markdown]
# ### Worked example: a network with one unit in each layer
#
# Then every quantity is a single number. The input is $x = 3$, the label is $y = 0$.
#
# | layer | $w$ | $b$ | $z$ | $\sigma(z)$ |
# |---|---|---|---|---|
# | 1 | 1 | −3 | $1 \cdot 3 - 3 = 0$ | $v^{[1]} = 0.5$ |
# | 2 | −2 | 1 | $-2 \cdot 0.5 + 1 = 0$ | $v^{[2]} = 0.5$ |
# | 3 | 3 | 0.5 | $3 \cdot 0.5 + 0.5 = 2$ | $\hat y = 0.8808$ |
#
# With $y = 0$ the loss is $-\log(1 - 0.8808) = 2.1269$.
#
# **Your turn** (no points). Write down the way from $b^{[1]}$ to $L$, as above for $W^{[2]}$. Will
# a slightly larger $b^{[1]}$ make the loss larger or smaller? Follow the change from station to
# station. The answer comes with the next worked example.

# %% [markdown]
# ### Move it
#
# The same network from layer 2 on, drawn as the steps of its computation, from left to right. A
# circle is one step, and its value stands below it. The 0.5 by
# which $w^{[2]}$ is multiplied is $v^{[1]}$.
#
# 1. Move $w^{[2]}$. Which values change? Then move $w^{[3]}$. Which of them stay now, and why?
# 2. Go back to $w^{[2]} = -2$ and $w^{[3]} = 3$. Which way must $w^{[2]}$ go to make the loss, the
#    value at the right end, smaller? Decide by following the signs, then try.

# %%
one_unit = "expression=-log(1 - sigmoid(w3 * sigmoid(w2 * 0.5 + 1) + 0.5)); values=3,-2,0,0"
explorers.computation_graph(one_unit + "; step=9", predict=False)

# %% [markdown]
# ## S11: The chain rule, per layer
#
# $$\frac{\partial L}{\partial W^{[3]}} = \frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}} \cdot \frac{\partial z^{[3]}}{\partial W^{[3]}}$$
#
# $$\frac{\partial L}{\partial W^{[2]}} = \frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}} \cdot \frac{\partial z^{[3]}}{\partial v^{[2]}} \cdot
# \frac{\partial v^{[2]}}{\partial z^{[2]}} \cdot \frac{\partial z^{[2]}}{\partial W^{[2]}}$$
#
# $$\frac{\partial L}{\partial b^{[2]}} = \frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}} \cdot \frac{\partial z^{[3]}}{\partial v^{[2]}} \cdot
# \frac{\partial v^{[2]}}{\partial z^{[2]}} \cdot \frac{\partial z^{[2]}}{\partial b^{[2]}}$$
#
# **In words.** One factor for each arrow on the way, written from the loss backwards. A factor says
# how fast the later station changes with the earlier one, with nothing else moving. Rates multiply:
# if $z^{[3]}$ changes 3 times as fast as $v^{[2]}$, and $v^{[2]}$ a quarter as fast as $z^{[2]}$,
# then $z^{[3]}$ changes 0.75 times as fast as $z^{[2]}$.
#
# With one unit in each layer, these are products of numbers. With several, they are *shorthand*.
# $\partial z^{[2]} / \partial W^{[2]}$ holds a number for each entry of $z^{[2]}$ and each entry of
# $W^{[2]}$: a table with three indices, a *third-order tensor*, for which this dot is no product of
# matrices. Nobody builds that table. The order of the factors and the transposes come from matching
# shapes: each gradient must have the shape of what it belongs to. You will do so for the last layer
# under S12, and for the layers below it at the end.

# %% [markdown]
# ### Worked example: follow a nudge
#
# In the network with one unit in each layer, nudge $w^{[2]}$ and watch the nudge travel to the
# loss. Each factor is the change of a station divided by the change of the one before:


# %%
def stations(w2):
    """Return w2, z2, v2, z3, y_hat and L."""
    z2 = w2 * 0.5 + 1
    v2 = sigmoid(z2)
    z3 = 3 * v2 + 0.5
    y_hat = sigmoid(z3)
    return np.array([w2, z2, v2, z3, y_hat, -np.log(1 - y_hat)])


nudge = 1e-6
change = (stations(-2 + nudge) - stations(-2)) / nudge
factors = change[1:] / change[:-1]
print("factors", factors.round(3))
print("product", factors.prod().round(4), " L directly", change[-1].round(4))

# %% [markdown]
# In the order of S11, and with names:
#
# $$\underbrace{8.389}_{\partial L/\partial \hat y} \cdot
# \underbrace{0.105}_{\partial \hat y/\partial z^{[3]}} \cdot
# \underbrace{3}_{\partial z^{[3]}/\partial v^{[2]}} \cdot
# \underbrace{0.25}_{\partial v^{[2]}/\partial z^{[2]}} \cdot
# \underbrace{0.5}_{\partial z^{[2]}/\partial w^{[2]}} = 0.330$$
#
# Two of them you know without a nudge: in $z^{[3]} = w^{[3]} v^{[2]} + b^{[3]}$ the factor of
# $v^{[2]}$ is $w^{[3]} = 3$, and in $z^{[2]} = w^{[2]} v^{[1]} + b^{[2]}$ that of $w^{[2]}$ is
# $v^{[1]} = 0.5$. S12 finds the others.
#
# For $b^{[1]}$ the way is $b^{[1]} \to z^{[1]} \to v^{[1]} \to z^{[2]} \to v^{[2]} \to z^{[3]} \to
# \hat y \to L$. All factors on it are positive but one, $\partial z^{[2]}/\partial v^{[1]} =
# w^{[2]} = -2$. So a larger $b^{[1]}$ makes this loss smaller.

# %% [markdown]
# ### Move it
#
# The steps again, now on the way back. Above a circle stands how fast the loss changes with its
# value. A step multiplies what comes from the right by the circle's own slope, the *local* factor,
# and sends the product on to the left. $L = -\log(1 - \hat y)$ takes three circles here.
#
# 1. Go on step by step. After which steps do you see 8.39 and 0.881 above a circle? Which factors
#    of S11 are in them by then?
# 2. Which number reaches $w^{[2]}$ in the end? Work it out from what stands above the first
#    $\sigma$, then look.
# 3. Set $w^{[3]} = 0$. Which of the two gradients is 0 now? Decide, then try, and say why.

# %%
explorers.computation_graph(one_unit + "; step=10", predict=False)

# %% [markdown]
# ## S12: The factors
#
# $$\frac{\partial L}{\partial \hat y} = -\frac{y^{(i)}}{\hat y^{(i)}}
# + \frac{1 - y^{(i)}}{1 - \hat y^{(i)}}$$
#
# $$\frac{\partial \hat y}{\partial z^{[3]}} = \sigma'(z^{[3]})
# = \sigma(z^{[3]})\,(1 - \sigma(z^{[3]}))$$
#
# $$\frac{\partial z^{[3]}}{\partial W^{[3]}} = v^{[2]\top}$$
#
# **In words.** The first factor: $\log \hat y$ has the derivative $1/\hat y$, and
# $\log(1 - \hat y)$ has $-1/(1 - \hat y)$. In $L$ both stand behind a minus. Where $y = 1$ only the
# first term is left, and it is negative: a larger $\hat y$ makes the loss smaller. Where $y = 0$ it
# is the reverse. (S8 as printed would give a minus in front of the second term. So the slides
# contradict each other there, and S12 has it right.)
#
# The second factor: $\sigma'$ is the derivative, or slope, of $\sigma$. With
# $\sigma(z) = (1 + e^{-z})^{-1}$,
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot
# \frac{e^{-z}}{1 + e^{-z}} = \sigma(z)\,(1 - \sigma(z))$$
#
# It is largest at $z = 0$, where it is 0.25, and nearly 0 where $\sigma$ is close to 0 or 1: there
# $\sigma$ is flat, or *saturated*.
#
# The third factor: in $z^{[3]} = W^{[3]} v^{[2]} + b^{[3]}$ a weight $W^{[3]}_{jk}$ is multiplied
# by $v^{[2]}_k$, and acts on $z^{[3]}_j$ only. With `dz3` for $\partial L/\partial z^{[3]}$, the
# product of the first two factors, its derivative is therefore $\partial L/\partial W^{[3]}_{jk} =
# \texttt{dz3}_j\, v^{[2]}_k$. All of them together are a column times a row, `dz3` times
# $v^{[2]\top}$. That is why S12 writes a transpose, and why it stands on the right.

# %% [markdown]
# ### Move it
#
# The first two factors and their product, for one output. This is the place to test your
# prediction.
#
# 1. The label is $y = 1$. Move $z$ to the left, down to $-8$. What becomes of
#    $\partial L/\partial \hat y$, of $\sigma'(z)$, and of their product?
# 2. Take $y = 0$. At which end is the product close to 0 now, and what does it approach at the
#    other?
# 3. Below the pictures, the product is compared with something. Keep it in mind for S13.

# %%
explorers.cross_entropy("z=0; y=1", predict=False)

# %% [markdown]
# ### Worked example: the factors with numbers
#
# One unit in each layer again: $y = 0$, $\hat y = 0.8808$, $v^{[2]} = 0.5$.
#
# $$\frac{\partial L}{\partial \hat y} = \frac{1}{1 - 0.8808} = 8.389 \qquad
# \sigma'(z^{[3]}) = 0.8808 \cdot 0.1192 = 0.1050$$
#
# $$\frac{\partial L}{\partial w^{[3]}} = 8.389 \cdot 0.1050 \cdot 0.5 = 0.8808 \cdot 0.5 = 0.4404$$
#
# The two that the nudge found are there: 8.389 and 0.105.
#
# Now a column times a row. A last layer with two outputs above three units, $z^{[3]}$ with the
# slopes $\partial L/\partial z^{[3]} = (3, -1)$ and $v^{[2]} = (0.5, 0.8, 0.3)$:
#
# $$\begin{pmatrix} 3 \\ -1 \end{pmatrix} \begin{pmatrix} 0.5 & 0.8 & 0.3 \end{pmatrix}
# = \begin{pmatrix} 1.5 & 2.4 & 0.9 \\ -0.5 & -0.8 & -0.3 \end{pmatrix}$$
#
# It has the shape (2, 3) of $W^{[3]}$. NumPy makes it with `np.outer`:

# %%
print(np.outer(np.array([3.0, -1.0]), np.array([0.5, 0.8, 0.3])))

# %% [markdown]
# ### Exercise: `sigmoid_grad` (1 point)
#
# The slope $\sigma'(z)$. One line is missing.
#
# <details><summary>Hint 1</summary>
#
# Look at the second factor of S12. $\sigma$ of what?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Test it: `sigmoid_grad(0.0)` should be 0.25. If you get 0.235, you took $\sigma$ twice.
#
# </details>


# %% exercise="sigmoid_grad"
def sigmoid_grad(z):
    """Return σ′(z): a number for a number, an array like z for an array."""
    s = sigmoid(z)
    ### BEGIN SOLUTION
    return s * (1 - s)
    ### END SOLUTION


# %% check="sigmoid_grad"
from mlpkit.checks import check

check(sigmoid_grad)

# %% [markdown]
# ### Exercise: `bce_grad` (1 point)
#
# The slope $\partial L/\partial \hat y$ of the *binary cross-entropy*, entry by entry. The first
# term is given.
#
# <details><summary>Hint 1</summary>
#
# The first term is 0 where $y = 0$. What is the derivative of $-\log(1 - \hat y)$, and what
# switches it off where $y = 1$?
#
# </details>
# <details><summary>Hint 2</summary>
#
# Test it: for $\hat y = 0.8808$ it should be 8.39 with $y = 0$, and −1.135 with $y = 1$.
#
# </details>


# %% exercise="bce_grad"
def bce_grad(y_hat, y):
    """Return ∂L/∂ŷ, an array like y_hat; 0 < y_hat < 1, and y is 0 or 1."""
    where_yes = -y / y_hat
    ### BEGIN SOLUTION
    return where_yes + (1 - y) / (1 - y_hat)
    ### END SOLUTION


# %% check="bce_grad"
from mlpkit.checks import check

check(bce_grad)

# %% [markdown]
# ### Your prediction
#
# For the label $y = 1$:
#
# | $z$ | $\hat y = \sigma(z)$ | $\partial L/\partial \hat y = -1/\hat y$ | $\sigma'(z)$ | product $\partial L/\partial z$ |
# |---|---|---|---|---|
# | 2 | 0.8808 | −1.135 | 0.1050 | −0.1192 |
# | 0 | 0.5 | −2 | 0.25 | −0.5 |
# | −5 | 0.00669 | −149.4 | 0.00665 | −0.9933 |
# | −10 | 0.0000454 | −22027 | 0.0000454 | −0.99995 |
#
# It is **B**. The slope of $\sigma$ is as tiny as A says and the slope of $L$ as huge as C says,
# and in the product they cancel: $-\frac{1}{\hat y} \cdot \hat y\,(1 - \hat y) = -(1 - \hat y)$.
# This is why the cross-entropy is used behind a $\sigma$. However wrong the network is, the slope
# never dies.

# %% [markdown]
# ## S13: The last layer, and its SGD update
#
# As printed on the slide:
#
# $$\frac{\partial L}{\partial W^{[3]}} = (y^{(i)} - \hat y^{(i)})\, v^{[2]\top}$$
#
# $$W^{[3]} \leftarrow W^{[3]} - \alpha\,\frac{\partial L}{\partial W^{[3]}}$$
#
# **In words.** The product of the three factors of S12, simplified, and the update of S9 with it.
# In place of fractions there is only the difference between label and prediction, times what came
# into the layer. Is it right? Not a slide decides that but the loss itself: nudge a weight, and
# see.

# %% [markdown]
# ### Worked example: nudge one way, or both ways
#
# The slope of $g(t) = t^3$ at $t = 1$ is $3t^2 = 3$. With a nudge of $h = 0.1$,
#
# $$\frac{g(1.1) - g(1)}{0.1} = \frac{1.331 - 1}{0.1} = 3.31 \qquad
# \frac{g(1.1) - g(0.9)}{0.2} = \frac{1.331 - 0.729}{0.2} = 3.01$$
#
# The second one, the *central difference*, is off by $h^2 = 0.01$ only. With $h = 10^{-5}$ the
# one-sided nudge is right to about five digits, the central one to about ten.

# %% [markdown]
# ### Exercise: `numerical_gradient` (2 points)
#
# Your judge: the central difference for every entry of `w`. `np.ndindex(w.shape)` goes through all
# places of an array of any shape, and `e` is 0 everywhere but at one of them. The line in the
# middle is yours.
#
# <details><summary>Hint 1</summary>
#
# `w + e` is `w` with one entry nudged up by `h`. What is nudged down? `w` itself must stay as it
# is, so don't write `w[index] += h`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# How far apart are the two places at which you evaluate `f`?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it: `numerical_gradient(lambda w: (w**3).sum(), np.array([1.0, 2.0]))` should be (3, 12).
#
# </details>


# %% exercise="numerical_gradient"
def numerical_gradient(f, w, h=1e-5):
    """Return the gradient of f at w by central differences: an array like w.

    f takes an array like w and returns a number. w has any shape, and stays as it is.
    """
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        e = np.zeros_like(w)
        e[index] = h
        ### BEGIN SOLUTION
        gradient[index] = (f(w + e) - f(w - e)) / (2 * h)
        ### END SOLUTION
    return gradient


# %% check="numerical_gradient"
from mlpkit.checks import check

check(numerical_gradient)

# %% [markdown]
# ### The trial of S13
#
# A last layer with two outputs above three units, $v^{[2]} = (0.5, 0.8, 0.3)$ and $y = (1, 0)$. The
# judge in this cell is the one of the package, so that a slip in yours can't spoil the trial. If
# yours is right, put it in its place: the verdict is the same.

# %%
v2 = np.array([0.5, 0.8, 0.3])
y = np.array([1.0, 0.0])
b3 = np.array([1.5, -0.9])
W3 = np.array([[2.0, -1.0, 1.0], [1.0, 0.0, -2.0]])


def loss_of_W3(W3):
    """Return the repaired loss of S8, added up over the two outputs."""
    y_hat = sigmoid(W3 @ v2 + b3)
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).sum()


print("y_hat", sigmoid(W3 @ v2 + b3).round(4))
print("S13 as printed\n", np.outer(y - sigmoid(W3 @ v2 + b3), v2).round(4))
print("by nudging\n", mlpkit.numerical_gradient(loss_of_W3, W3).round(4))

# %% [markdown]
# 1. What is the relation between the two tables?
# 2. Multiply the first two factors of S12 on paper, for $y = 1$ and for $y = 0$. (One of them is
#    done under *Your prediction*.) Which single formula covers both?
# 3. The update of S13 subtracts $\alpha$ times the printed gradient. What will become of the loss?
#    Decide, then run the next cell.
#
# <details><summary>What is wrong with S13 as printed</summary>
#
# The sign. For $y = 1$ the product is $-(1 - \hat y) = \hat y - 1$; for $y = 0$ it is
# $\frac{1}{1 - \hat y} \cdot \hat y\,(1 - \hat y) = \hat y$. Both are $\hat y - y$, while S13 has
# $y - \hat y$. Every entry is $-1$ times the derivative, so the "descent" climbs. (With a plus in
# the update the two signs would cancel. As printed, with the minus, they don't.)
#
# </details>

# %%
W = W3.copy()
for step in range(5):
    y_hat = sigmoid(W @ v2 + b3)
    print(f"after {step} steps: loss {loss_of_W3(W):.4f}, y_hat {y_hat.round(3)}, target {y}")
    W = W - 1.0 * np.outer(y - y_hat, v2)

# %% [markdown]
# ### Move it
#
# Look at the lower left, and leave the rest: each entry of $\partial L/\partial W^{[3]}$ as
# printed, with $\hat y - y$, and by nudging.
#
# 1. Is there an example for which S13 as printed is right? Decide, then try other seeds and both
#    labels.
# 2. Which way do the entries of the right one point for $y = 1$, and why all the same way?

# %%
explorers.chain_rule("term=dz3; y=1", predict=False)

# %% [markdown]
# ### Exercise: `output_layer_grads` (2 points)
#
# Both gradients of the last layer for one example, as they should have been printed. The last line
# is given. For $\partial L/\partial b^{[3]}$, ask by how much $z^{[3]}$ changes when $b^{[3]}$
# does.
#
# <details><summary>Hint 1</summary>
#
# In `z3 = W3 @ v2 + b3`, each entry of `b3` acts on one entry of `z3`, at the rate 1. So `db3` is
# the same as $\partial L/\partial z^{[3]}$.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `dW3` has the shape (m, n2): a row for each output, a column for each entry of `v2`. Look at the
# worked example with `np.outer`.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the trial above: with `y_hat = sigmoid(W3 @ v2 + b3)`, the first row of `dW3` should be
# (−0.0596, −0.0954, −0.0358), as by nudging.
#
# </details>


# %% exercise="output_layer_grads"
def output_layer_grads(y_hat, y, v2):
    """Return (dW3, db3), the gradients of the last layer for one example.

    y_hat and y have the shape (m,), v2 has (n2,); dW3 gets (m, n2), and db3 gets (m,).
    """
    ### BEGIN SOLUTION
    db3 = y_hat - y
    dW3 = np.outer(db3, v2)
    ### END SOLUTION
    return dW3, db3


# %% check="output_layer_grads"
from mlpkit.checks import check

check(output_layer_grads)

# %% [markdown]
# ## The layers below: back to S11
#
# $$\frac{\partial L}{\partial W^{[2]}} =
# \underbrace{\frac{\partial L}{\partial \hat y} \cdot
# \frac{\partial \hat y}{\partial z^{[3]}}}_{\hat y - y} \cdot
# \frac{\partial z^{[3]}}{\partial v^{[2]}} \cdot
# \frac{\partial v^{[2]}}{\partial z^{[2]}} \cdot \frac{\partial z^{[2]}}{\partial W^{[2]}}$$
#
# **In words.** The first two factors are the same as in the last layer. Then the way goes on, back
# through $W^{[3]}$ to $v^{[2]}$, back through $\sigma$ to $z^{[2]}$, and out to $W^{[2]}$, as
# before to $W^{[3]}$. Go station by station, and let each `dq` get the shape of `q`:
#
# | station | shape | comes from |
# |---|---|---|
# | `dz3` | (m,) | $\hat y - y$ |
# | `dv2` | (n2,) | `dz3` and `W3`, of shape (m, n2) |
# | `dz2` | (n2,) | `dv2` and $\sigma'(z^{[2]})$, entry by entry |
# | `dW2`, `db2` | (n2, n1), (n2,) | `dz2` and `v1`, as in the last layer |

# %% [markdown]
# ### Move it
#
# Four gradients of a network with 4 inputs and layers of 2, 3 and 1 units. Each box is a factor,
# with its shape below. The count of products at the lower right belongs to lesson 06.
#
# 1. In how many of the four chains does $\partial v^{[2]}/\partial z^{[2]}$ occur? Decide, then
#    light it up. Which factors do all four share?
# 2. $W^{[2]}$ has the shape (3, 2). Which two shapes in its chain make a table of that shape?
# 3. Where do the chains of $\partial L/\partial W^{[2]}$ and $\partial L/\partial b^{[2]}$ part?

# %%
explorers.chain_rule("term=W3", predict=False)

# %% [markdown]
# ### Worked example: back through a layer
#
# The last layer of the trial: $\hat y - y = (0.8808 - 1,\; 0.2689 - 0) = (-0.1192,\; 0.2689)$ and
#
# $$W^{[3]} = \begin{pmatrix} 2 & -1 & 1 \\ 1 & 0 & -2 \end{pmatrix} \qquad
# v^{[2]} = (0.5,\; 0.8,\; 0.3)$$
#
# $v^{[2]}_1$ acts on *both* outputs: on $z^{[3]}_1$ with the weight 2, on $z^{[3]}_2$ with the
# weight 1, the first *column* of $W^{[3]}$. Its effects on the loss add up:
#
# $$\frac{\partial L}{\partial v^{[2]}_1} = 2 \cdot (-0.1192) + 1 \cdot 0.2689 = 0.0305$$
#
# In the same way $-1 \cdot (-0.1192) + 0 \cdot 0.2689 = 0.1192$ for $v^{[2]}_2$, and
# $1 \cdot (-0.1192) - 2 \cdot 0.2689 = -0.6571$ for $v^{[2]}_3$.
#
# Then through $\sigma$, entry by entry. $v^{[2]}_1 = 0.5$ came out of $\sigma$, so
# $\sigma'(z^{[2]}_1) = 0.5 \cdot (1 - 0.5) = 0.25$, and
#
# $$\frac{\partial L}{\partial z^{[2]}_1} = 0.0305 \cdot 0.25 = 0.0076 \qquad
# \frac{\partial L}{\partial z^{[2]}_2} = 0.1192 \cdot 0.16 = 0.0191 \qquad
# \frac{\partial L}{\partial z^{[2]}_3} = -0.6571 \cdot 0.21 = -0.1380$$

# %% [markdown]
# ### Exercise: `hidden_layer_grads` (2 points)
#
# The gradients of layer 2 for one example. Only the way is given. Note which quantities come in,
# and which don't.
#
# <details><summary>Hint 1</summary>
#
# `dv2`, of shape (n2,), is a product of `W3`, of shape (m, n2), and `dz3`, of shape (m,). A row of
# which matrix holds the weights that lead away from one entry of `v2`?
#
# </details>
# <details><summary>Hint 2</summary>
#
# `z2` is not among the arguments. You need $\sigma'(z^{[2]})$, and you have
# $v^{[2]} = \sigma(z^{[2]})$. Look at the worked example. `sigmoid_grad(v2)` would be something
# else: $\sigma(v)\,(1 - \sigma(v))$.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the worked example, with `y_hat = sigmoid(W3 @ v2 + b3)` and any `v1` of your choice:
# `db2` should be (0.0076, 0.0191, −0.1380).
#
# </details>


# %% exercise="hidden_layer_grads"
def hidden_layer_grads(y_hat, y, W3, v2, v1):
    """Return (dW2, db2), the gradients of layer 2 for one example.

    y_hat, y: (m,). W3: (m, n2). v2: (n2,). v1: (n1,). dW2: (n2, n1). db2: (n2,).
    """
    # from dz3 to dv2 to dz2, then dW2 and db2
    ### BEGIN SOLUTION
    dz3 = y_hat - y
    dz2 = (W3.T @ dz3) * v2 * (1 - v2)
    return np.outer(dz2, v1), dz2
    ### END SOLUTION


# %% check="hidden_layer_grads"
from mlpkit.checks import check

check(hidden_layer_grads)

# %% [markdown]
# ### Exercise: `first_layer_grads` (2 points)
#
# One layer further down, from a blank page. S11 does not print this chain. Write it down first:
# which factors does it share with that of $W^{[2]}$, and which ones are new?
#
# <details><summary>Hint 1</summary>
#
# Make a table of stations like the one above, with `dv1` and `dz1` at the end.
#
# </details>
# <details><summary>Hint 2</summary>
#
# From `dz2` to `dv1` is the same step as from `dz3` to `dv2`, with another matrix.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the network with one unit in each layer, with arrays of one number: $x = 3$, $v^{[1]} =
# v^{[2]} = 0.5$, $w^{[2]} = -2$, $w^{[3]} = 3$, $\hat y = 0.8808$, $y = 0$. It should give −0.9909
# and −0.3303.
#
# </details>


# %% exercise="first_layer_grads"
def first_layer_grads(y_hat, y, W3, v2, W2, v1, x):
    """Return (dW1, db1), the gradients of layer 1 for one example.

    y_hat, y: (m,). W3: (m, n2). v2: (n2,). W2: (n2, n1). v1: (n1,). x: (d,).
    dW1: (n1, d). db1: (n1,).
    """
    ### BEGIN SOLUTION
    dz3 = y_hat - y
    dz2 = (W3.T @ dz3) * v2 * (1 - v2)
    dz1 = (W2.T @ dz2) * v1 * (1 - v1)
    return np.outer(dz1, x), dz1
    ### END SOLUTION


# %% check="first_layer_grads"
from mlpkit.checks import check

check(first_layer_grads)

# %% [markdown]
# You now have all six gradients of S10. Compare the three functions that you wrote last: how many
# lines stand in more than one of them? S14 asks the same question, and lesson 06 answers it.

# %% [markdown]
# ### In words: the way of one weight (2 points)
#
# Take one weight of the middle layer, $W^{[2]}_{11}$, in a network with two outputs. It leads from
# $v^{[1]}_1$ to $z^{[2]}_1$. Explain in four to seven sentences how a small change of it reaches
# the loss: name the factors on the way, in order, and say what each of them means. Where do the two
# outputs come in, and how does that show in the code? A person reads and grades this answer.

# %% [markdown] question="the-way-of-one-weight" points=2
# ### BEGIN SOLUTION
# **A full answer.** A change of $W^{[2]}_{11}$ changes $z^{[2]}_1$, and no other entry of
# $z^{[2]}$, at the rate $v^{[1]}_1$, because that is what the weight is multiplied by. $v^{[2]}_1$
# follows at the rate $\sigma'(z^{[2]}_1) = v^{[2]}_1 (1 - v^{[2]}_1)$, the slope of the sigmoid
# there. From $v^{[2]}_1$ the change goes two ways: to $z^{[3]}_1$ at the rate $W^{[3]}_{11}$ and to
# $z^{[3]}_2$ at the rate $W^{[3]}_{21}$. Each of these changes the loss at the rate $\hat y_j -
# y_j$, which is the slope of the loss times the slope of the last sigmoid. The loss is a sum over
# the outputs, so the two effects add up: $W^{[3]}_{11}(\hat y_1 - y_1) + W^{[3]}_{21}(\hat y_2 -
# y_2)$. These are the weights of a column of $W^{[3]}$, which is a row of its transpose; that is
# why the code has `W3.T @ dz3` and not `W3 @ dz3`.
#
# **Rubric.** Half a point each; no points are lost for language.
#
# - All factors, in order, forwards or backwards: $v^{[1]}_1$, $\sigma'(z^{[2]}_1)$, the weights of
#   layer 3, the error $\hat y - y$ (or $\partial L/\partial \hat y$ and $\sigma'(z^{[3]})$).
# - Their meaning: rates of change of one station with the one before, said for at least two of
#   them. Formulas alone do not get this half point.
# - $v^{[2]}_1$ acts on both outputs, and the two effects add up.
# - The code: the sum runs over a column of $W^{[3]}$, hence the transpose. "To make the shapes fit"
#   alone gets ¼.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: another loss behind the same σ
#
# No points and no check: this one is for you. Suppose the last unit had the squared error of S1,
# $L = (\hat y - y)^2$ with $\hat y = \sigma(z)$, in place of the cross-entropy.
#
# 1. Which of the three factors of S12 changes? Find $\partial L/\partial z$.
# 2. The unit starts at $z = -10$ with $y = 1$, and descends with $\alpha = 1$. With the
#    cross-entropy it takes 11 steps until $\hat y > 0.5$; run the cell. How many with the squared
#    error? Predict, then change the line.
# 3. Which answer to *Predict first* is right for the squared error?
#
# <details><summary>Answers</summary>
#
# Only the first factor changes, to $2\,(\hat y - y)$, and now nothing cancels: $\partial L/\partial
# z = 2\,(\hat y - y)\,\hat y\,(1 - \hat y)$, which is $-0.00009$ at $z = -10$. It takes 11034
# steps. So it is A: the flat $\sigma$ lets next to nothing through.
#
# </details>

# %%
z, steps = -10.0, 0
while sigmoid(z) < 0.5 and steps < 100_000:
    z = z - 1.0 * (sigmoid(z) - 1)  # the cross-entropy's slope for y = 1: change it
    steps = steps + 1
print(steps, "steps")

# %% [markdown]
# ## Summary
#
# - **S10.** A weight acts on the loss through everything that comes after it. Each gradient has the
#   shape of what it belongs to.
# - **S11.** The chain has one factor for each station on the way. With several units it is
#   shorthand: the order and the transposes come from the shapes.
# - **S12.** $\partial L/\partial \hat y$ is huge where $\sigma'$ is tiny; in the product they
#   cancel. $\sigma'$ needs only what came out of $\sigma$: $v\,(1 - v)$.
# - **S13.** Repaired: $\partial L/\partial W^{[3]} = (\hat y - y)\, v^{[2]\top}$. With the printed
#   sign the update climbs.
# - Back through a layer: times the transposed weights, then times $\sigma'$, entry by entry.
# - A formula for a gradient is believed after a numerical gradient has agreed with it.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
