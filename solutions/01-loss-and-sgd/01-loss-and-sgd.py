# %% [markdown]
# # Lesson 01: Loss and the SGD step
#
# Slides S1 and S2 · about 60 minutes · 7 points
#
# **The question.** A network has answered, and the answer is wrong. How wrong is it, and which
# way should each of its weights move to make it less wrong? S1 answers the first half, S2 the
# second.
#
# You need derivatives of functions of one variable, and Python with NumPy arrays. You don't need
# to have seen a neural network.
#
# - Run the cells from top to bottom with Shift+Enter.
# - Below each exercise stands a `check`. It says whether your function is right or which mistake
#   it looks like, and how many points it has. Run it as often as you like.
# - Hints open when you click them. Read one, try again, then read the next.

# %%
import numpy as np

from mlpkit import explorers, sigmoid

# %% [markdown]
# ## Predict first
#
# A small network should answer 1 and answers 1.88. Slide S2 has a recipe that changes all of its
# weights at once, by more or by less according to a number $\alpha$. With $\alpha = 0.1$, one such
# change takes the network's error, measured as on S1, from 0.776 down to 0.235.
#
# What does one change with $\alpha = 1$ do, starting from 0.776 again?
#
# - **A** The error falls to nearly zero.
# - **B** The error falls, but stays above 0.235.
# - **C** The error rises above 0.776.
#
# Choose before you read on. The answer comes under S2.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S1: Loss function
#
# $$f_{W_1 W_2}(x) = W_2\,\sigma(W_1 x)$$
#
# $$L(x, y, W_1, W_2) = \lVert f_{W_1 W_2}(x) - y \rVert^2$$
#
# **In words.** The *input* $x$ is a list of $d$ numbers. The *target* $y$ is the list of $m$
# numbers that the network should answer with. $W_1$ and $W_2$ are tables of numbers, the network's
# *weights*. The network makes its *prediction* $f_{W_1 W_2}(x)$, written $\hat y$ for short, in
# three moves:
#
# 1. $z = W_1 x$. Each row of $W_1$ belongs to one *hidden unit*: multiply the row by $x$, entry by
#    entry, and add up. That is the unit's entry of $z$.
# 2. $v = \sigma(z)$. The *sigmoid* $\sigma(t) = 1 / (1 + e^{-t})$ is applied to each entry. It
#    presses any number into the range from 0 to 1, and $\sigma(0) = 0.5$.
# 3. $\hat y = W_2 v$. Each row of $W_2$ belongs to one output: multiply it by $v$ and add up.
#
# The *loss* $L$ says in one number how wrong the prediction is. $\lVert r \rVert^2$ means
# $r_1^2 + \dots + r_m^2$, so $L$ adds up the squared errors of all outputs. It is 0 when every
# output is right and positive otherwise. S1 has no ½ in front and no mean over the outputs.

# %% [markdown]
# ### Move it
#
# Here is such a network, with $d = 2$, three hidden units and $m = 1$. Every weight has a slider,
# in the place that it has in its table. Leave $\alpha$ and the steps for S2.
#
# 1. The prediction is $-0.16$, the target is 1. Answer the three questions that the explorer asks;
#    the values $v$ that you need stand in its nodes.
# 2. Go back to the start and move the middle weight of $W_2$ alone, until the loss is as small as
#    it gets. Where does the loss turn, and why there?
# 3. Go back to the start and bring the loss below 0.01. How many weights did you need?

# %%
explorers.two_layer_network(questions="S1")

# %% [markdown]
# ### Worked example: a prediction
#
# Two inputs, two hidden units, one output:
#
# $$x = \begin{pmatrix} 1 \\ 2 \end{pmatrix} \qquad
# W_1 = \begin{pmatrix} 2 & -1 \\ 0 & 1 \end{pmatrix} \qquad
# W_2 = \begin{pmatrix} 2 & 1 \end{pmatrix}$$
#
# $$z = W_1 x = \begin{pmatrix} 2 \cdot 1 - 1 \cdot 2 \\ 0 \cdot 1 + 1 \cdot 2 \end{pmatrix}
# = \begin{pmatrix} 0 \\ 2 \end{pmatrix}$$
#
# $$v = \sigma(z) = \begin{pmatrix} \sigma(0) \\ \sigma(2) \end{pmatrix}
# = \begin{pmatrix} 0.5 \\ 0.8808 \end{pmatrix}$$
#
# $$\hat y = W_2 v = 2 \cdot 0.5 + 1 \cdot 0.8808 = 1.8808$$
#
# NumPy writes a table times a list as `W1 @ x`. The first two moves:

# %%
x = np.array([1.0, 2.0])
W1 = np.array([[2.0, -1.0], [0.0, 1.0]])
W2 = np.array([[2.0, 1.0]])

z = W1 @ x
v = sigmoid(z)
print("z =", z)
print("v =", v.round(4))

# %% [markdown]
# ### Exercise: `predict` (1 point)
#
# One line is missing, the third move: write it in place of `raise NotImplementedError(…)`. The
# function has to work for any number of inputs, hidden units and outputs, so use its arguments and
# not the numbers above.
#
# <details><summary>Hint 1</summary>
#
# The missing line turns $v$ into $\hat y$. Look at the third move of S1.
#
# </details>
# <details><summary>Hint 2</summary>
#
# The first move multiplies a table of weights by a list of numbers with `@`. The third one does
# the same with another table and another list.
#
# </details>


# %% exercise="predict"
def predict(W1, W2, x):
    """Return the prediction W2 σ(W1 x): an array with one number for each output."""
    z = W1 @ x
    v = sigmoid(z)
    ### BEGIN SOLUTION
    return W2 @ v
    ### END SOLUTION


# %% check="predict"
from mlpkit.checks import check

check(predict)

# %% [markdown]
# ### Worked example: a loss
#
# The network above should have answered $y = 1$. Its error is $\hat y - y = 0.8808$, and
#
# $$L = 0.8808^2 = 0.7758$$
#
# With two outputs there are two errors. For $\hat y = (3, -1)$ and $y = (1, 1)$:
#
# $$\hat y - y = (2, -2) \qquad L = 2^2 + (-2)^2 = 8$$
#
# Square first, then add. The other order gives $(2 - 2)^2 = 0$: the two errors would hide each
# other.

# %% [markdown]
# ### Exercise: `loss` (2 points)
#
# The hidden layer is given; the prediction, the errors and their squares are yours. Return one
# number.
#
# <details><summary>Hint 1</summary>
#
# Begin as in `predict`. Then you have $\hat y$, and `y_hat - y` is the list of errors.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `error**2` squares each entry. Which NumPy function adds up the entries of an array?
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the worked example: `loss(W1, W2, x, np.array([1.0]))` should give 0.7758. If you get
# 0.8808, a square is missing; if you get an array, a sum is missing.
#
# </details>


# %% exercise="loss"
def loss(W1, W2, x, y):
    """Return ‖W2 σ(W1 x) − y‖² as one number."""
    v = sigmoid(W1 @ x)
    ### BEGIN SOLUTION
    error = W2 @ v - y
    return float(error @ error)
    ### END SOLUTION


# %% check="loss"
from mlpkit.checks import check

check(loss)

# %% [markdown]
# ## S2: Stochastic gradient descent update
#
# $$W_1 \leftarrow W_1 - \alpha\,\nabla_{W_1} L(x, y, W_1, W_2)$$
#
# $$W_2 \leftarrow W_2 - \alpha\,\nabla_{W_2} L(x, y, W_1, W_2)$$
#
# The slide adds: *How do we calculate the gradients?*
#
# **In words.** Let a single weight $w$ move and hold all the others. The loss is then a function of
# one variable, and its derivative $\partial L / \partial w$ says how fast the loss changes as $w$
# grows. Every weight has such a derivative. The *gradient* $\nabla_{W_1} L$ is the table of them
# for $W_1$, with the shape of $W_1$; in code it is `dW1`. The arrow $\leftarrow$ means that the
# right side becomes the new value of the left side. So each weight changes by its own derivative
# times $-\alpha$, where $\alpha > 0$ is the *learning rate*. Both gradients are taken at the old
# weights: first find both, then change both.
#
# *Descent*, because the loss is meant to go down. *Stochastic*, because $x, y$ is one example drawn
# at random; the next update draws another one.

# %% [markdown]
# ### Move it: one step
#
# The same network. Below it stands its next update, with numbers.
#
# 1. Answer the questions that it asks.
# 2. Go back to the start. Which is the smallest $\alpha$ with which the first step makes the loss
#    larger?
# 3. Take ten steps with $\alpha = 0.2$. What becomes of the gradients as the loss gets small, and
#    so of the length of the steps?

# %%
explorers.two_layer_network(questions="S2")

# %% [markdown]
# ### Move it: the path of many steps
#
# A network with two weights only, $w_1$ and $w_2$. So each point of the map is a network, and its
# lines join networks with the same loss, as a hiking map joins places of the same height. The map
# shows the mean loss over 12 examples, called *training loss* in lesson 02; a *batch* is the
# examples that one step uses.
#
# 1. With all 12 examples in each step, answer where the path will end before you look.
# 2. Then choose one example for each step, as S2 does. What happens to the path, and does it come
#    to rest at the end?

# %%
explorers.sgd_path()

# %% [markdown]
# ### Worked example: a step
#
# The network of S1 again, with $\hat y = 1.8808$, $y = 1$ and $L = 0.7758$. Let only the first
# weight of $W_2$ move, and call it $w$; it stands at 2. The rest are numbers:
#
# $$L(w) = (0.5\,w + 0.8808 - 1)^2 \qquad
# \frac{dL}{dw} = 2\,(0.5\,w + 0.8808 - 1) \cdot 0.5 = 0.8808 \text{ at } w = 2$$
#
# The second weight of $W_2$ stands at 1 and has $0.8808$ where the first one has $0.5$:
#
# $$L(w) = (1 + 0.8808\,w - 1)^2 \qquad
# \frac{dL}{dw} = 2\,(0.8808\,w) \cdot 0.8808 = 1.5516 \text{ at } w = 1$$
#
# So $\nabla_{W_2} L = \begin{pmatrix} 0.8808 & 1.5516 \end{pmatrix}$, and with $\alpha = 0.1$
#
# $$W_2 \leftarrow \begin{pmatrix} 2 - 0.0881 & 1 - 0.1552 \end{pmatrix}
# = \begin{pmatrix} 1.9119 & 0.8448 \end{pmatrix}$$
#
# $W_1$ changes in the same step; its derivatives lead through $\sigma$ and are a matter for lesson
# 04. With all the new weights the network answers 1.4844, and the loss is 0.2347.
#
# A derivative can also be had without calculus. Nudge the weight and see how far the loss goes:


# %%
def loss_along(w):
    """Return the example's loss when only the first weight of W2 moves."""
    return (0.5 * w + 0.8808 - 1) ** 2


nudge = 1e-6
slope = (loss_along(2 + nudge) - loss_along(2)) / nudge
print(f"by nudging {slope:.4f}, by calculus 0.8808")

# %% [markdown]
# ### Your prediction
#
# One step from the same weights, with four values of $\alpha$:
#
# | $\alpha$ | new $\hat y$ (target 1) | new loss (was 0.776) |
# |---|---|---|
# | 0.1 | 1.48 | 0.235 |
# | 0.2 | 1.13 | 0.016 |
# | 0.5 | 0.34 | 0.436 |
# | 1 | −0.40 | 1.954 |
#
# It is **C**. All four steps set out in the same direction, towards the target. The last two go
# past it, and the last one so far that it ends further away than it began.

# %% [markdown]
# ### Exercise: `sgd_step` (2 points)
#
# Both updates of S2, from a blank page. The gradients come as arguments: `dW1` has the shape of
# `W1`, `dW2` that of `W2`. Return the new `W1` and the new `W2`, in this order, and leave the
# arrays that came in as they were: the caller may still need the old weights.
#
# <details><summary>Hint 1</summary>
#
# NumPy multiplies an array by a number, and subtracts arrays of one shape, entry by entry. No loop
# is needed.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `a -= b` changes the array `a` itself, also for the caller. `a - b` makes a new array.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the worked example: with `dW2 = np.array([[0.8808, 1.5516]])` and `alpha = 0.1` the new
# `W2` is (1.9119, 0.8448).
#
# </details>


# %% exercise="sgd_step"
def sgd_step(W1, W2, dW1, dW2, alpha):
    """Return new arrays (W1, W2): the weights after one update of S2."""
    ### BEGIN SOLUTION
    return W1 - alpha * dW1, W2 - alpha * dW2
    ### END SOLUTION


# %% check="sgd_step"
from mlpkit.checks import check

check(sgd_step)

# %% [markdown]
# ### In words: why the minus? (2 points)
#
# A classmate asks: "The gradient says where the loss goes. Why do we subtract it, and if that is
# right, how can a step still make the loss larger?" Answer both halves in three to six sentences.
# Argue with one weight $w$ and its derivative, and use one number from this lesson. Double-click the
# cell below to write in it. A person reads and grades this answer.

# %% [markdown] question="why-minus" points=2
# ### BEGIN SOLUTION
# **A full answer.** The derivative says how the loss changes when $w$ grows: if it is positive, the
# loss rises with $w$, so $w$ must shrink; if it is negative, $w$ must grow. Both are a change
# against the sign of the derivative, and the minus makes it. For a small change $\delta$ the loss
# changes by about $\delta\,\partial L/\partial w$; with $\delta = -\alpha\,\partial L/\partial w$
# that is $-\alpha\,(\partial L/\partial w)^2$, which is never positive. But the derivative
# describes the loss only near the present weights. A long step can pass the lowest point and climb
# the other side: with $\alpha = 1$ the example went from 0.776 to 1.954.
#
# **Rubric.** One point for each half; no points are lost for language.
#
# - The direction: a positive derivative means that the loss rises with $w$, so $w$ has to shrink,
#   and the reverse; or the same by $-\alpha\,(\partial L/\partial w)^2 \le 0$. "Because we want to
#   go down" alone gets ½.
# - The length: ½ for the reason, that the derivative holds only nearby and a long step overshoots;
#   ½ for a number of the lesson which shows it. "α was too large" alone is no reason.
# ### END SOLUTION

# %% [markdown]
# ### What S2 leaves open
#
# *How do we calculate the gradients?* Nudging works for any weight, but takes one more prediction
# for every weight: 100,000 weights, 100,000 predictions, for a single step. Lessons 04 to 06 find
# all derivatives together, for the price of a few predictions.

# %% [markdown]
# ## Transfer: a square root by descent
#
# No points and no check: this one is for you. The update of S2 minimises anything that has a
# derivative. Take $g(t) = (t^2 - 2)^2$, which is 0 where $t^2 = 2$.
#
# 1. Find $g'(t)$, and make one step by hand from $t = 1$ with $\alpha = 0.1$. (It ends at 1.4.)
# 2. Write the loop below. How many steps until five digits of $\sqrt 2$ stand still?
# 3. Predict, then try: a start at $t = -1$; a start at $t = 0$; $\alpha = 0.25$ from $t = 1$.
# 4. Which of these three could happen to the weights of a network? Lesson 02 begins there.

# %%
t = 1.0
alpha = 0.1
# your loop

print(t)

# %% [markdown]
# ## Summary
#
# - **S1.** A two-layer network predicts $\hat y = W_2\,\sigma(W_1 x)$. The loss adds up the squared
#   errors of its outputs, $L = \lVert \hat y - y \rVert^2$: one number, 0 when all are right.
# - **S2.** A gradient has the shape of its weights and holds, for each of them, how fast the loss
#   changes as that weight grows. An update subtracts $\alpha$ times the gradient from the weights.
# - The minus sends each weight against its derivative. With a plus, the same step climbs.
# - A derivative holds only nearby. With a small $\alpha$ the descent is slow; with a large one it
#   overshoots, and the loss may rise.
# - Open until lesson 04: how to find the gradients without nudging every weight.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
