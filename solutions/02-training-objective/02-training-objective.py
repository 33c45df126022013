# %% [markdown]
# # Lesson 02: The training objective
#
# Slides S3, S4 and S5 · about 65 minutes · 8 points
#
# **The question.** Lesson 01 made the loss of one example smaller. A network has to answer many
# examples with the same weights. Which one number should training make small (S3)? What do we have
# once it is as small as it can be (S4)? And does walking downhill lead there (S5)?
#
# You need lesson 01: the network $f(x) = W_2\,\sigma(W_1 x)$, its loss, and the update of S2. Your
# answers from there are not used here.

# %%
import numpy as np

from mlpkit import explorers, numerical_gradient, sigmoid

# %% [markdown]
# ## Predict first
#
# Two classmates train on the same examples, each from a start of their own. Both end with every
# prediction exactly right, but with different weights. Then they make a third set of weights: for
# each weight, the mean of their two values. How good is it on the same examples? Answer for two
# kinds of predictor: a *linear* one, $f(x) = w_1 x_1 + \dots + w_d x_d$, and the network of S1.
#
# - **A** Every prediction is right again, for both kinds.
# - **B** Every prediction is right again for the linear predictor, but perhaps not for the network.
# - **C** For neither kind can one be sure.
#
# Choose before you read on. The answer comes under S5.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S3: Approach
#
# $$L(W_1, W_2) = \frac{1}{n} \sum_{i=1}^{n} L(x^{(i)}, y^{(i)}, W_1, W_2)$$
#
# $$\hat W_1, \hat W_2 = \operatorname*{argmin}_{W_1, W_2} L(W_1, W_2)$$
#
# **In words.** There are $n$ examples. The number in brackets, $(i)$, counts them: $x^{(3)}$ is the
# input of the third example, not a power. The *training loss* $L(W_1, W_2)$ is the mean of the $n$
# losses. The examples are given and stay as they are, so the training loss depends on the weights
# alone: one number for each setting of all weights.
#
# The *objective* is to make that number as small as possible. $\operatorname{argmin}$ stands for
# the place of the minimum, not for its height: it is the weights with which $L$ is smallest. They
# get a hat, $\hat W_1$ and $\hat W_2$.
#
# The gradient of a mean is the mean of the gradients. So the update of S2, with an example drawn at
# random, moves the weights down the training loss *on average*, though a single update may not.

# %% [markdown]
# ### Move it
#
# The map from lesson 01: a network $f(x) = w_2\,\sigma(w_1 x)$ with two weights, and 12 examples.
# Solid lines show the training loss. Dotted lines show the loss of the one example which the next
# step uses. Where two lines of the same two levels come close together, that loss is steep.
#
# 1. Is the best place for the one example also the best place for all 12? Decide, then make a few
#    steps, one at a time, and watch the dotted lines.
# 2. Let all 12 be used in each step, with $\alpha = 0.7$. Three losses are drawn at the right:
#    which of them falls with every step? Decide, then play it.
# 3. Stay with all 12 and find $\hat w_1$ and $\hat w_2$ to one decimal. Is the training loss 0
#    there? Could other values of $w_1$ and $w_2$ make it 0?
#
# <details><summary>Answers</summary>
#
# Each example has its own best places, and none of them is the best one for all. With all 12 in
# each step, the loss of the batch is the training loss, and falls each time; that of the single
# example does not. The minimum, 0.14, lies near $\hat w_1 = 1.5$ and $\hat w_2 = 2.0$. It is the
# smallest that there is, so no other values give 0: no curve of this form goes through all 12
# examples.
#
# </details>

# %%
explorers.sgd_path("batch=1; lines=batch", predict=False)

# %% [markdown]
# ### Worked example: argmin
#
# The smallest predictor that there is has one weight and ignores $x$: $f(x) = w$. Three examples
# have the targets 1, 2 and 6.
#
# $$L(w) = \tfrac13\left[(w - 1)^2 + (w - 2)^2 + (w - 6)^2\right] \qquad
# \frac{dL}{dw} = \tfrac23\left[(w - 1) + (w - 2) + (w - 6)\right] = 2\,(w - 3)$$
#
# The derivative is negative below $w = 3$ and positive above. So $\hat w = 3$, the mean of the
# targets, and $L(\hat w) = \tfrac13(4 + 1 + 9) = 4.67$. The argmin is 3, the minimum is 4.67. No
# single $w$ is right for all three; the best one is right for none.

# %% [markdown]
# ### Worked example: all examples at once
#
# The network of lesson 01,
#
# $$W_1 = \begin{pmatrix} 2 & -1 \\ 0 & 1 \end{pmatrix} \qquad
# W_2 = \begin{pmatrix} 2 & 1 \end{pmatrix}$$
#
# on three examples:
#
# | $i$ | $x^{(i)}$ | $z$ | $v$ | $\hat y$ | $y^{(i)}$ | loss |
# |---|---|---|---|---|---|---|
# | 1 | (1, 2) | (0, 2) | (0.5, 0.8808) | 1.8808 | 1 | 0.7758 |
# | 2 | (0, 0) | (0, 0) | (0.5, 0.5) | 1.5 | 1 | 0.25 |
# | 3 | (1, 0) | (2, 0) | (0.8808, 0.5) | 2.2616 | 2 | 0.0684 |
#
# The training loss is $(0.7758 + 0.25 + 0.0684) / 3 = 0.3647$.
#
# In code, the examples become the rows of one array `X`, their targets the rows of `Y`. For one
# example $z = W_1 x$; for all rows at once it is `X @ W1.T`, whose row $i$ is the $z$ of example
# $i$. The shapes show why the transpose `.T` is needed: ($n$, $d$) times ($d$, hidden units).

# %%
X = np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 0.0]])
W1 = np.array([[2.0, -1.0], [0.0, 1.0]])

Z = X @ W1.T
print(X.shape, "times", W1.T.shape, "gives", Z.shape)
print(Z)

# %% [markdown]
# ### Exercise: `training_loss` (2 points)
#
# The loss of S3 for any number of examples, inputs, hidden units and outputs. The predictions and
# their errors are given; the last line is yours. Mind what S3 divides by.
#
# <details><summary>Hint 1</summary>
#
# `errors` has a row for each example and a column for each output. The loss of one example is the
# sum of the squares in its row: S1 has no mean over the outputs.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Add up all squares, then divide by the number of rows. `len(X)` is the number of rows, `X.size`
# is not.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the worked example, with `X = np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 0.0]])`, the `W1`
# above, `W2 = np.array([[2.0, 1.0]])` and `Y = np.array([[1.0], [1.0], [2.0]])`: it should give
# 0.3647. Then give every example twice. The value must stay.
#
# </details>


# %% exercise="training_loss"
def training_loss(W1, W2, X, Y):
    """Return the mean over the n examples of ‖W2 σ(W1 x) − y‖², as one number.

    X has the shape (n, d) and Y the shape (n, m): one example a row.
    """
    V = sigmoid(X @ W1.T)
    errors = V @ W2.T - Y
    ### BEGIN SOLUTION
    return float((errors**2).sum() / len(X))
    ### END SOLUTION


# %% check="training_loss"
from mlpkit.checks import check

check(training_loss)

# %% [markdown]
# ## S4: Optimal predictor
#
# $$f_{\hat W_1, \hat W_2}(x) = \hat W_2\,\sigma(\hat W_1 x)$$
#
# **In words.** During training the examples stand still and the weights move. Afterwards it is the
# other way round: the weights stand still, at their best values $\hat W_1$ and $\hat W_2$, and $x$
# may be anything, also an input that no example has. What remains is a function of $x$ alone, the
# *optimal predictor*.
#
# "Optimal" promises less than it seems to:
#
# - It is the best on *these* examples. Between them and beyond them it answers something, right or
#   wrong.
# - It is the best that *this* network can be. With more hidden units there may be a better one.
# - Its weights need not be the only ones. Exchange two hidden units, that is, two rows of $W_1$ and
#   the same two columns of $W_2$: other weights, the same function.

# %% [markdown]
# ### Move it
#
# A trained network with two inputs and a hidden layer of three units. It should answer 1 for one
# kind of points in the picture and 0 for the other, and the thick line is where it answers 0.5. It
# has two things that S1 lacks and lesson 03 explains: a number $b$ that is added in each unit, and
# a $\sigma$ at the output.
#
# 1. Leave the weights alone and move $x_1$ and $x_2$. Where does the answer change fast, and where
#    hardly at all?
# 2. Go to $x = (-3, -3)$, away from all examples. How sure of its answer is the predictor there?
#    Has it a reason to be?
# 3. The seeds 0, 1, 2 and 3 are four starts of the same training. Compare lines, weights and mean
#    losses. Which of the four certainly did not end at $\hat W_1$ and $\hat W_2$?
#
# <details><summary>Answer to 3</summary>
#
# All but seed 2, which has the smallest mean loss of the four. Whether seed 2 did, four tries can't
# tell: S5.
#
# </details>

# %%
explorers.layer_by_layer("weights=trained; depth=2", predict=False)

# %% [markdown]
# ### Worked example: an optimal predictor
#
# One hidden unit, whose weight is held at 2, and one free weight $w$: $f(x) = w\,\sigma(2x)$. Two
# examples: $y = 2$ at $x = 1$, and $y = 0$ at $x = -1$. With $\sigma(2) = 0.8808$ and
# $\sigma(-2) = 0.1192$:
#
# $$L(w) = \tfrac12\left[(0.8808\,w - 2)^2 + (0.1192\,w)^2\right]$$
#
# $$\frac{dL}{dw} = 0.8808\,(0.8808\,w - 2) + 0.1192 \cdot 0.1192\,w = 0.7900\,w - 1.7616$$
#
# It is 0 at $\hat w = 1.7616 / 0.7900 = 2.2298$. The optimal predictor is
# $\hat f(x) = 2.2298\,\sigma(2x)$. It answers 1.9640 at $x = 1$ and 0.2658 at $x = -1$, so it is a
# little wrong on both examples, and the training loss is 0.0360. At $x = 0$, where there was no
# example, it answers 1.1149.
#
# The argmin can also be found without calculus, by trying many values of $w$:

# %%
x = np.array([1.0, -1.0])
y = np.array([2.0, 0.0])
tried = np.linspace(0, 4, 401)
losses = [np.mean((w * sigmoid(2 * x) - y) ** 2) for w in tried]
best = np.argmin(losses)
print(f"argmin {tried[best]:.2f}, minimum {losses[best]:.4f}")

# %% [markdown]
# **Your turn** (no points). A third example comes in: $y = 2$ at $x = 0$. Will $\hat w$ go up or
# down? Decide, find it by hand, then add the example to `x` and `y` above and run the cell again.
# Trying 401 values took a moment. How many combinations are there to try for ten weights?
#
# <details><summary>Answer</summary>
#
# At $x = 0$ the old predictor answers 1.1149, which is less than 2: up. The third example adds
# $0.5\,(0.5\,w - 2)$ to the sum that has to be 0, so $\hat w = 2.7616 / 1.0400 = 2.655$. For
# ten weights there are $401^{10}$ combinations, about $10^{26}$. This is why we walk downhill
# instead.
#
# </details>

# %% [markdown]
# ## S5: Non-convexity
#
# The slide shows two pictures side by side. On the left is the loss surface of a linear predictor:
# one smooth bowl. On the right is that of a neural network: hills, ridges, and many basins of
# different depth.
#
# $$L(w) = \frac1n \sum_{i=1}^{n} \left(w^\top x^{(i)} - y^{(i)}\right)^2 \qquad
# L(W_1, W_2) = \frac1n \sum_{i=1}^{n} \lVert W_2\,\sigma(W_1 x^{(i)}) - y^{(i)} \rVert^2$$
#
# **In words.** Both are training losses as in S3. The linear predictor
# $w^\top x = w_1 x_1 + \dots + w_d x_d$ has one list of weights and no $\sigma$.
#
# A loss is *convex* if no chord runs below it: choose two settings of the weights, $p$ and $q$,
# join the two points of the surface above them by a straight line, the *chord*, and the surface
# between them lies nowhere above the chord. In a formula, for all $p$ and $q$ and all $t$ from 0 to
# 1:
#
# $$L(t\,p + (1 - t)\,q) \;\le\; t\,L(p) + (1 - t)\,L(q)$$
#
# The left side is the height of the surface at a place between $p$ and $q$: at $q$ for $t = 0$, at
# $p$ for $t = 1$. The right side is the height of the chord there.
#
# A convex loss has no hill between two basins: the chord from basin to basin would run below the
# hill. So wherever a descent with small enough steps comes to rest, the loss is as low as anywhere.
# A loss that is not convex gives no such promise: a descent comes to rest in *some* basin, and
# which one depends on the start.

# %% [markdown]
# ### Move it
#
# A linear predictor and a network, each with two weights that move. Five descents run down each
# surface. A chord joins $q$ (at $t = 0$) and $p$ (at $t = 1$), and the picture at the right shows
# both losses along it.
#
# 1. Answer the questions that it asks.
# 2. Choose other starts. What changes about the five ends on the linear predictor's surface, and
#    what on the network's?
# 3. Find $p$ and $q$ for which the network's surface is nowhere above the chord. Does that show
#    that its loss is convex?

# %%
explorers.loss_surfaces()

# %% [markdown]
# ### Worked example: the gradient of the linear predictor
#
# Two inputs, three examples, and $w = (1, 1)$:
#
# | $i$ | $x^{(i)}$ | $w^\top x^{(i)}$ | $y^{(i)}$ | error |
# |---|---|---|---|---|
# | 1 | (1, 0) | 1 | 1 | 0 |
# | 2 | (1, 1) | 2 | 1 | 1 |
# | 3 | (1, 2) | 3 | 5 | −2 |
#
# Nudge $w_1$. The prediction for example $i$ then changes at the rate $x_1^{(i)}$, its squared
# error at the rate $2 \cdot \text{error} \cdot x_1^{(i)}$, and the training loss at the mean of the
# three rates:
#
# $$\frac{\partial L}{\partial w_1} = \tfrac23\,(0 \cdot 1 + 1 \cdot 1 - 2 \cdot 1) = -0.667$$
#
# $$\frac{\partial L}{\partial w_2} = \tfrac23\,(0 \cdot 0 + 1 \cdot 1 - 2 \cdot 2) = -2$$
#
# Both weights should grow, $w_2$ three times as much. A numerical gradient says the same. It nudges
# each weight both ways, by a little, and divides the difference of the two losses by the distance:

# %%
X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
y = np.array([1.0, 1.0, 5.0])


def linear_loss(w):
    """Return the training loss of the linear predictor on the three examples."""
    return np.mean((X @ w - y) ** 2)


print("by nudging:", numerical_gradient(linear_loss, [1.0, 1.0]).round(3))

# %% [markdown]
# ### Exercise: `linear_loss_grad` (2 points)
#
# The gradient of the linear predictor's loss for any number of examples and inputs. The errors are
# given; the rest is yours.
#
# <details><summary>Hint 1</summary>
#
# The worked example does this for one entry at a time: error times input, added up over the
# examples, times 2, divided by $n$. Do the same for entry $j$, whose inputs are the column
# `X[:, j]`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# All entries at once are one product with `@`. `errors` has the shape $(n,)$ and the result the
# shape $(d,)$. Which shape must stand in front of `errors`: that of `X` or that of `X.T`?
#
# </details>
# <details><summary>Hint 3</summary>
#
# `linear_loss_grad(np.array([1.0, 1.0]), X, y)` should give (−0.667, −2). If you get (−2, −6), the
# division is missing; with (−0.333, −1), the 2.
#
# </details>


# %% exercise="linear_loss_grad"
def linear_loss_grad(w, X, y):
    """Return the gradient, of shape (d,), of (1/n) Σ (wᵀx − y)² with respect to w.

    X has the shape (n, d), one example a row; y has the shape (n,).
    """
    errors = X @ w - y
    ### BEGIN SOLUTION
    return 2 * X.T @ errors / len(X)
    ### END SOLUTION


# %% check="linear_loss_grad"
from mlpkit.checks import check

check(linear_loss_grad)

# %% [markdown]
# ### Worked example: two basins
#
# One weight is enough for a loss with two basins. Three examples: $y = 0.25$ at $x = -0.5$, $y = 1$
# at $x = 0.5$, and $y = 0$ at $x = 6$. Take the linear predictor $f(x) = w x$ and the smallest
# network, $f(x) = \sigma(w x)$:
#
# | $w$ | −2 | −0.3 | 0 | 1 | 2 | 4 | 6 |
# |---|---|---|---|---|---|---|---|
# | loss of $w x$ | 49.5 | 1.52 | 0.35 | 12.3 | 48.5 | 194 | 437 |
# | loss of $\sigma(w x)$ | 0.255 | 0.131 | 0.188 | 0.385 | 0.358 | 0.344 | 0.348 |
#
# The upper row falls, then rises: one basin. The lower row falls to 0.131, rises over a hill near
# $w = 0.7$, and falls again to 0.344. Two descents on each, from two starts. Where will the four end?

# %%
inputs = np.array([-0.5, 0.5, 6.0])
wanted = np.array([0.25, 1.0, 0.0])


def end_of_descent(f, start, alpha):
    """Walk 1000 steps down the training loss of the predictor f(w)."""
    w = np.array([start])
    for _ in range(1000):
        w = w - alpha * numerical_gradient(lambda w: np.mean((f(w) - wanted) ** 2), w)
    return f"from {start} to w = {w[0]:.2f}, loss {np.mean((f(w) - wanted) ** 2):.3f}"


for start in (-2.0, 3.0):
    print("linear", end_of_descent(lambda w: w * inputs, start, 0.05))
    print("network", end_of_descent(lambda w: sigmoid(w * inputs), start, 1.0))

# %% [markdown]
# The network that starts at 3 rests in the worse basin, and nothing tells it so: its derivative is
# 0 there, just as in the better one. Why doesn't the third example pull it back? At $w = 3$ it is
# as wrong as can be, $\sigma(18) \approx 1$ where 0 is right. But $\sigma$ is flat there: a nudge
# of $w$ changes that answer by next to nothing.

# %% [markdown]
# ### Worked example: a chord below the surface
#
# A network with two hidden units, one input, and both weights of $W_2$ held at 1:
# $f(x) = \sigma(w_1 x) + \sigma(w_2 x)$. Two examples, at $x = 1$ and $x = -1$, with the targets
# 1.4820 and 0.5180. The settings $p = (4, 0)$ and $q = (0, 4)$ both give
# $\sigma(4) + \sigma(0) = 0.9820 + 0.5 = 1.4820$ and $\sigma(-4) + \sigma(0) = 0.5180$. Both are
# perfect: $L(p) = L(q) = 0$. The chord between them has the height 0 everywhere.
#
# Halfway, at $t = \tfrac12$, stands the setting $(2, 2)$. It answers
# $2\,\sigma(2) = 1.7616$ and $2\,\sigma(-2) = 0.2384$. Both errors have the size 0.2796, and
#
# $$L\!\left(\tfrac12 p + \tfrac12 q\right) = 0.2796^2 = 0.0782 \;>\; 0
# = \tfrac12 L(p) + \tfrac12 L(q)$$
#
# The inequality is broken, so this loss is not convex. One such triple $(p, q, t)$ is enough.

# %% [markdown]
# ### Your prediction
#
# It is **B**. You have just seen it fail for a network: $p$ and $q$ are two perfect settings with
# their hidden units exchanged, and the setting halfway is not perfect.
#
# For the linear predictor it cannot fail: the prediction at the setting halfway is the mean of the
# two predictions, and both of them are right. The same reason makes its loss convex. Along a
# straight line through the weights, each error is a straight line, and its square a parabola that
# opens upwards. No chord runs below a parabola of that kind, nor below a mean of several.

# %% [markdown]
# ### Exercise: `convexity_violation` (2 points)
#
# From a blank page. `loss` is a function of two weights: `loss(np.array([0.3, -1.2]))` is a number.
# It is not convex, and each call of your function gets another one. Find $p$, $q$ and $t$ which
# prove that it is not. `rng` is a random number generator: `rng.uniform(-3, 3, size=2)` draws a
# point with both entries between −3 and 3. Of random triples with such points, at least one in a
# hundred breaks the inequality.
#
# <details><summary>Hint 1</summary>
#
# A search: draw a triple, work out both sides of the inequality, and if it is broken, return the
# triple. Otherwise draw again.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `while True:` repeats until a `return`. `rng.uniform()` draws one number between 0 and 1.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Rounding alone can make the left side larger by 1e-16. Ask for a difference of more than 1e-9.
#
# </details>


# %% exercise="convexity_violation"
def convexity_violation(loss, rng):
    """Return (p, q, t) with loss(t p + (1 − t) q) > t loss(p) + (1 − t) loss(q).

    p and q are arrays of shape (2,); t is a number with 0 < t < 1.
    """
    ### BEGIN SOLUTION
    while True:
        p, q = rng.uniform(-3, 3, size=(2, 2))
        t = rng.uniform()
        chord = t * loss(p) + (1 - t) * loss(q)
        if loss(t * p + (1 - t) * q) > chord + 1e-9:
            return p, q, t
    ### END SOLUTION


# %% check="convexity_violation"
from mlpkit.checks import check

check(convexity_violation)

# %% [markdown]
# **Think on** (no points). What would your function do with `linear_loss` from above? Decide before
# you try; *Kernel → Interrupt Kernel* stops a cell. Why does a search that finds nothing not prove
# that a loss is convex, and what did prove it for the linear predictor?

# %% [markdown]
# ### In words: is this the optimal predictor? (2 points)
#
# A classmate has trained a linear predictor and a network on the same examples, with small steps
# and until both gradients were practically zero. The training losses are 0.31 and 0.12. The
# classmate writes: "The gradients are zero, so both are optimal predictors as in S4." For which of
# the two is this justified, for which not, and why? What could the classmate do about the other?
# Answer in four to six sentences. A person reads and grades this answer.

# %% [markdown] question="is-this-optimal" points=2
# ### BEGIN SOLUTION
# **A full answer.** For the linear predictor it is justified. Its training loss is convex, so there
# is no second, deeper basin: a lower place $q$ would put a chord from the resting place $p$ to $q$
# below the surface next to $p$, where the surface is flat. So no weights have a loss below 0.31.
# For the network it is not justified. Its training loss is not convex and may have several basins;
# the gradient is zero at the bottom of each (and on hilltops and saddles), and the start decides
# which one a descent ends in, as in the example with 0.131 and 0.344. That 0.12 is less than 0.31
# says that this network beats the best linear predictor, not that no other weights of the network
# are better. Descending from several other starts and keeping the best may find a better one, but
# it does not prove anything.
#
# **Rubric.** One point for each half; no points are lost for language.
#
# - Linear: ½ for "convex", ½ for what follows from it, namely that a place where the gradient is
#   zero has the lowest loss of all. Proof is not asked for.
# - Network: ½ for the reason, that a zero gradient is found in every basin and the start decides
#   which; ½ for a remedy that fits, such as several starts, or the remark that none is certain.
#   "It may be overfitted" is true and answers another question.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: another loss, another argmin
#
# No points and no check: this one is for you. Take the predictor $f(x) = w$ with the targets 1, 2
# and 6 again, but measure each error by its size instead of its square:
# $L(w) = \tfrac13\,(|w - 1| + |w - 2| + |w - 6|)$.
#
# 1. Between 2 and 6, how does $L$ change as $w$ grows? And between 1 and 2? Where is the argmin?
# 2. The 6 was a typing error for 600. What becomes of this argmin, and what of the one with
#    squares? Predict, then try in the cell below: `tried` has to reach as far as the targets.
# 3. Is this loss convex? Try a chord with your eyes, then find a reason.
# 4. Which of the two losses would you choose if some targets may be wrong, and what do you give up?
#
# <details><summary>Answers</summary>
#
# Between 2 and 6 two targets lie below $w$ and one above, so the slope is $+\tfrac13$; between 1
# and 2 it is $-\tfrac13$. The argmin is 2, the median. With 600 it is still 2, while the mean goes
# to 201. The loss is convex: no chord runs below $|w - a|$, nor below a mean of several. It has
# kinks, where there is no derivative, and its slope does not shrink near the minimum, so steps of a
# fixed $\alpha$ never come to rest.
#
# </details>

# %%
targets = np.array([1.0, 2.0, 6.0])
tried = np.linspace(0, 10, 101)
losses = [np.mean((w - targets) ** 2) for w in tried]  # change this line
print(f"argmin {tried[np.argmin(losses)]:.1f}, minimum {min(losses):.2f}")

# %% [markdown]
# ## Summary
#
# - **S3.** The training loss is the mean of the losses of all examples, a function of the weights
#   alone. Training looks for its argmin: the weights with which it is smallest.
# - **S4.** With these weights held fixed, the network is a function of $x$, the optimal predictor:
#   optimal on these examples and for this network, and not with these weights only.
# - **S5.** A loss is convex if no chord runs below it. That of a linear predictor is: a descent
#   with small steps ends as low as one can get. That of a network is not: the start decides where
#   it ends, and a zero gradient does not say how good the place is.
# - One triple $(p, q, t)$ proves that a loss is not convex. That none was found proves nothing.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
