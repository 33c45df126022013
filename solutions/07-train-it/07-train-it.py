# %% [markdown]
# # Lesson 07: Train it
#
# Slides S2 to S9 and S17, together · about 70 minutes · 9 points
#
# **The question.** You have written a network, its loss, its gradients and its updates, each by
# itself. Do they read handwriting when you put them together? And if one of them were wrong, would
# you notice?
#
# You bring two functions along: `gradient_step` from lesson 03 and `backprop` from lesson 06. If
# one of them isn't right yet, this lesson tells you; everything that you don't write yourself works
# without them.
#
# - Run the cells from top to bottom with Shift+Enter.
# - Below each exercise stands a `check`. It says whether your function is right or which mistake
#   it looks like, and how many points it has. Run it as often as you like.
# - Hints open when you click them. Read one, try again, then read the next.

# %%
import matplotlib.pyplot as plt
import numpy as np

from mlpkit import MLP, explorers, load_digits, numerical_gradient, sgd, sigmoid

# %% [markdown]
# ## Predict first
#
# A network with one hidden layer learns to read digits, by gradient descent with a mistake in it:
# the programmer has forgotten the factor $\sigma'$, the slope of the sigmoid, in the hidden layer.
# Numerical differences say that this gradient is off by 89 %. What becomes of the loss in thirty
# rounds of training?
#
# - **A** It rises from the start.
# - **B** It falls a little and then stays; the network hardly does better than guessing.
# - **C** It falls nearly as far as with the right gradient, and the network reads more than nine in
#   ten digits that it has never seen.
#
# Choose before you read on. The answer comes near the end.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S6 and S7: An image goes in, ten numbers come out
#
# $$x = \text{the image's pixels, one below the other}$$
#
# $$z^{[1]} = W^{[1]} x + b^{[1]}, \quad v^{[1]} = \sigma(z^{[1]}) \qquad
# z^{[2]} = W^{[2]} v^{[1]} + b^{[2]}, \quad \hat y = \sigma(z^{[2]})$$
#
# **In words.** The data are 1,797 handwritten digits of 8 by 8 pixels, each pixel from 0 (paper) to
# 1 (ink). S6 lays the rows of an image one behind the other: 64 numbers, the input $x$. S7 takes
# them through layers, here two; layer $l$ has weights $W^{[l]}$ and biases $b^{[l]}$. We use 32
# hidden units and 10 outputs, one for each digit. Output $k$ answers the question "is it a $k$?"
# with a number $\hat y_k$ between 0 and 1, thanks to the sigmoid $\sigma(t) = 1/(1 + e^{-t})$.
#
# The label of an image is written in the same way: ten numbers $y_k$, all 0 but a 1 at the digit.
# This is called *one-hot*. Examples stand in rows, so all images together are $X$ with 64 columns,
# and all labels $Y$ with 10. The network's answer is the output with the largest $\hat y_k$.
#
# A network can learn its images by heart, and this would be worth nothing. So 1,200 images are
# *seen* in training, and the other 597 stay *unseen*: they only say how well it has learned.

# %%
images, labels = load_digits()
order = np.random.default_rng(0).permutation(1797)
seen, unseen = order[:1200], order[1200:]
X = np.reshape(images, (1797, 64))
Y = np.eye(10)[labels]

first = seen[0]
print("The first image to be seen, ink from 0 to 9:")
print((9 * images[first]).round().astype(int))
print("its label is", labels[first], "and its row of Y is", Y[first])

# %% [markdown]
# ## S3 and S8: How wrong is it?
#
# S8 as printed:
#
# $$L(\hat y, y) = -\sum_{i=1}^{n} y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log(1 - \hat y^{(i)})$$
#
# S3: $\displaystyle \quad L(W_1, W_2) = \frac1n \sum_{i=1}^{n} L(x^{(i)}, y^{(i)}, W_1, W_2)$
#
# **In words.** $x^{(i)}, y^{(i)}$ is example $i$ of $n$. As you saw in lesson 03, the minus of S8
# has to cover both terms: $-\sum [\,\dots + \dots\,]$. With ten outputs, the sum goes over them as
# well.
#
# S8 adds up over the examples, S3 takes their mean. The gradient of the sum is $n$ times as long,
# and so is the step. For training we use the sum over the examples of one step, as the exercises
# do. To *report* a loss we divide by the number of images, so that it can be compared.

# %% [markdown]
# ### Worked example: two losses
#
# A network that knows nothing, with $\hat y_k = 0.5$ for all ten outputs, has for each image the
# loss $-10 \log 0.5 = 6.93$. One with $\hat y_k = 0.9$ at the right digit and 0.1 at the other nine
# has $-\log 0.9 - 9 \log(1 - 0.1) = -10 \log 0.9 = 1.05$.
#
# And one that always says 0.1, for it has found out that each digit is a tenth of the images? It
# has $-\log 0.1 - 9 \log 0.9 = 3.25$. So a loss near 3.25 means that it still can't tell one image
# from another.

# %% [markdown]
# ## S2 and S9: A step for each batch
#
# $$W^{[l]} \leftarrow W^{[l]} - \alpha\,\frac{\partial L}{\partial W^{[l]}} \qquad
# b^{[l]} \leftarrow b^{[l]} - \alpha\,\frac{\partial L}{\partial b^{[l]}} \qquad
# \text{for each layer } l$$
#
# **In words.** $\alpha$ is the learning rate, and the gradients have the shapes of $W^{[l]}$ and
# $b^{[l]}$. S2 takes a step after each example. A step after all 1,200 would have a more exact
# direction, for 1,200 times the work. In between are *batches*: with 20 examples in each, there are
# 60 steps until every example has been used once. This is an *epoch*. For the next epoch the
# examples are shuffled again, so that the batches are other ones.

# %% [markdown]
# ### Worked example: seven examples in batches of three
#
# Shuffle the numbers 0 to 6, and cut: what is left at the end is a smaller batch.
#
# $$4, 0, 6, 2, 5, 1, 3 \quad\longrightarrow\quad (4, 0, 6), \quad (2, 5, 1), \quad (3)$$
#
# NumPy takes the rows of a batch all at once, and a slice may reach past the end:

# %%
shuffled = np.array([4, 0, 6, 2, 5, 1, 3])
print(shuffled[3:6], shuffled[6:9])
print("rows of X in the first batch:", X[shuffled[0:3]].shape)

# %% [markdown]
# ### Exercise: `minibatches` (2 points)
#
# One line is missing. `yield` hands out one batch after the other while the caller loops over them.
#
# <details><summary>Hint 1</summary>
#
# `start` is 0, then `batch_size`, then `2 * batch_size`, … Where does the batch end that starts
# there?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The batch is a slice of `order`, and the line is `yield …`.
#
# </details>


# %% exercise="minibatches"
def minibatches(n, batch_size, rng):
    """Yield arrays of indices, one a batch: each of 0 … n − 1 once, in a new random order."""
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        ### BEGIN SOLUTION
        yield order[start : start + batch_size]
        ### END SOLUTION


# %% check="minibatches"
from mlpkit.checks import check

check(minibatches)

# %% [markdown]
# ## S4, S5 and S17: Training
#
# $$f_{\hat W_1, \hat W_2}(x) = \hat W_2\,\sigma(\hat W_1 x)$$
#
# **In words.** S4's predictor is the network with the best weights there are, $\hat W$. Training
# gives weights that are good, and these we use. They need not be the best: S5's picture of the loss
# has many basins, and where the descent ends depends on where it starts. S17, repaired and for any
# depth, finds all gradients of a step: it is your `backprop`.
#
# **Where to start?** Not at zero. If all hidden units have the same weights, they compute the same,
# get the same gradient and take the same step: 32 units stay 32 copies of one. So draw the weights
# at random. Nor too far out: an image has 64 pixels, and if the weights are large, $z$ is large and
# $\sigma$ is flat there. Normally distributed numbers with standard deviation $1/\sqrt d$, in a
# layer with $d$ inputs, keep $z$ near the middle of $\sigma$. Biases may start at zero.

# %% [markdown]
# ### Move it
#
# Train a network and watch it. Its loss is a mean over the batch, as in S3, so its $\alpha$ is
# larger than in the exercise below.
#
# 1. Answer the questions that it asks.
# 2. Choose the preset "digits". It shows digits that it has not seen and reads wrong. Which pairs
#    of digits are hard after one epoch, and which are left after a hundred?
# 3. Choose the data "moons", two layers and width 1. Which shape can the boundary have? Make the
#    network wider, one unit at a time, until it can follow the moons.

# %%
explorers.train_and_watch()

# %% [markdown]
# ### Bring your functions along
#
# Copy your `gradient_step` from lesson 03 and your `backprop` from lesson 06 into the next two
# cells, or write them anew. Their points belong to those lessons; here the checks only say whether
# you can rely on them. (You may train without them, if `train` does all the work itself.)


# %% paste="gradient_step"
def gradient_step(W, b, dW, db, alpha):
    """Return new lists (W, b) after one update of S9."""
    ### BEGIN SOLUTION
    new_W = [Wl - alpha * dWl for Wl, dWl in zip(W, dW, strict=True)]
    new_b = [bl - alpha * dbl for bl, dbl in zip(b, db, strict=True)]
    return new_W, new_b
    ### END SOLUTION


# %% paste="backprop"
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


# %%
from mlpkit.checks import check

for function in (gradient_step, backprop):
    check(function)

# %% [markdown]
# ### Exercise: `train` (5 points)
#
# From a blank page: draw the first weights, then go through the epochs, batch by batch. Return the
# weights and biases as they are at the end, and with `epochs=0` those that you started from. All
# randomness comes from `rng`.
#
# The check trains on 1,200 of the 1,797 digits: `sizes=[64, 32, 10]`, `alpha=0.05`,
# `batch_size=20`, `epochs=30`. Your network then has to read **93 %** of the other 597. The check
# also makes a few single steps on small data, to see that they go down and that the biases learn as
# well.
#
# <details><summary>Hint 1</summary>
#
# `sizes` has the width of the input first: for `[64, 32, 10]` there are two layers, `W[0]` with the
# shape (32, 64) and `W[1]` with the shape (10, 32). `zip(sizes[1:], sizes)` gives these shapes, one
# after the other.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `rng.normal(size=(32, 64))` draws a table with standard deviation 1. Divide it by the square root
# of the number of inputs.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Two loops, one inside the other: over the epochs, and over `minibatches(len(X), batch_size, rng)`.
# A batch's examples are `X[batch]` and `Y[batch]`.
#
# </details>
# <details><summary>Hint 4</summary>
#
# Inside stand two lines: your two functions from the cells above.
#
# </details>


# %% exercise="train"
def train(X, Y, sizes, alpha, batch_size, epochs, rng):
    """Return lists (W, b) of sigmoid layers after SGD. X is (n, d), Y is (n, m)."""
    ### BEGIN SOLUTION
    shapes = zip(sizes[1:], sizes, strict=False)
    W = [rng.normal(size=shape) / np.sqrt(shape[1]) for shape in shapes]
    b = [np.zeros(k) for k in sizes[1:]]
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            dW, db = backprop(X[batch], Y[batch], W, b)
            W, b = gradient_step(W, b, dW, db, alpha)
    return W, b
    ### END SOLUTION


# %% check="train"
from mlpkit.checks import check

check(train)

# %% [markdown]
# ## What it gets wrong
#
# Now train your network, and look at it. (As long as `train` can't be used, mlpkit's own network
# takes its place, so that you can go on. `attempt` stops it after a minute.)

# %%
from mlpkit.calls import attempt

network = MLP([64, 32, 10], reduction="sum")
rng = np.random.default_rng(1)
try:
    network.W, network.b = attempt(train, X[seen], Y[seen], [64, 32, 10], 0.05, 20, 30, rng)
except Exception as error:
    print(f"train can't be used yet.\n{error}\nThis is mlpkit's network:")
    network = MLP([64, 32, 10], reduction="sum")
    list(sgd(network, X[seen], Y[seen], 0.05, 20, 30, rng))

# %%
y_hat = network.forward(X[unseen])
answers = y_hat.argmax(axis=1)
answers_to_seen = network.forward(X[seen]).argmax(axis=1)
print(f"{np.mean(answers_to_seen == labels[seen]):.0%} of the seen images are read right,")
print(f"{np.mean(answers == labels[unseen]):.0%} of the unseen images")

# %% [markdown]
# A share says little. Which ones does it get wrong, and how sure is it of them? Here are the first
# ten. Cover the titles, and read them yourself. (In words: the lines above the picture name each
# digit, as what it was read, and both outputs.)

# %%
wrong = np.flatnonzero(answers != labels[unseen])[:10]
figure, axes = plt.subplots(2, 5, figsize=(9, 4))
for axis in axes.flat:
    axis.axis("off")
for axis, place in zip(axes.flat, wrong, strict=False):
    label, answer = labels[unseen[place]], answers[place]
    axis.imshow(images[unseen[place]], cmap="gray_r")
    axis.set_title(f"{label} read as {answer}")
    print(f"a {label} read as {answer}: output {answer} is {y_hat[place, answer]:.1f}", end=", ")
    print(f"output {label} is {y_hat[place, label]:.1f}")

# %% [markdown]
# 1. Which of them would you get wrong as well?
# 2. Where the wrong output is near 1, the network is sure, and mistaken. Where all outputs are
#    small, it says that it doesn't know. Which is worse, in a machine that reads cheques?
# 3. The network has read nearly all of the seen images right. So why does training not go on to
#    repair these ten?

# %% [markdown]
# ## A falling loss proves nothing
#
# The usual way to see whether a gradient is right is to train with it: the loss falls, so all is
# well. Put it to the test. mlpkit's checks know the classic mistakes as formulas, so that they can
# tell yours; here these formulas train. Everything else is the same: first weights, batches,
# updates.

# %%
from mlpkit.exercises import catalogue
from mlpkit.exercises.formula import Formula, Slip

backprop_with = catalogue()["06-backpropagation/backprop"].reference


# %%
class Mistaken(MLP):
    """A network that takes its steps with a gradient in which there are slips."""

    slips = ()

    def wrong_gradients(self, X, Y):
        """Return (dW, db) as somebody computes them who makes these slips."""
        return backprop_with(Formula(*self.slips), X, Y, self.W, self.b)

    def step(self, X, Y, alpha):
        """Update all weights and biases with the wrong gradients."""
        dW, db = self.wrong_gradients(X, Y)
        for parameter, gradient in zip([*self.W, *self.b], [*dW, *db], strict=True):
            parameter -= alpha * gradient


# %% [markdown]
# Two of the mistakes need no wrong formula. S13 as printed has the sign the wrong way round in
# all gradients, and so it is a step with $-\alpha$. A factor 2 too many is a step with $2\alpha$.

# %%
mistakes = {  # what is wrong: the slip in the formula, and α
    "nothing": ((), 0.05),
    "S13 as printed": ((), -0.05),
    "labels swapped": ([Slip("labels-swapped", "output_delta")], 0.05),
    "a factor 2 too many": ((), 0.1),
    "σ′ left out": ([Slip("no-sigmoid-grad", "sigmoid_grad")], 0.05),
    "σ in place of σ′": ([Slip("sigmoid-for-sigmoid-grad", "sigmoid_grad")], 0.05),
    "σ′ taken at v, not at z": ([Slip("sigmoid-grad-of-activation", "sigmoid_grad")], 0.05),
    "biases never updated": ([Slip("bias-ignored", "bias_grad")], 0.05),
}
falls = "?"  # before you run the next cell: for which of them will the loss fall?

# %%
curves = {}
print(f"{'wrong in the gradient':25}{'loss, epoch 1':>15}{'epoch 30':>12}{'unseen':>9}")
for mistake, (slips, alpha) in mistakes.items():
    learner = Mistaken([64, 32, 10], reduction="sum")
    learner.slips = slips
    records = sgd(learner, X[seen], Y[seen], alpha, 20, 30, np.random.default_rng(1))
    curves[mistake] = [record.loss / 1200 for record in records]
    share = np.mean(learner.forward(X[unseen]).argmax(axis=1) == labels[unseen])
    first, last = curves[mistake][0], curves[mistake][-1]
    print(f"{mistake:25}{first:15.2f}{last:12.2f}{share:9.0%}")

# %% [markdown]
# The losses are means over the seen images, and the last column is the share of unseen images that
# are read right. The same as curves. (In words: labels swapped starts near 30 and rises to 100, S13
# as printed lies above the picture's edge. The other six fall from between 1 and 2 to below 0.5,
# and the right one is not the lowest of them.)

# %%
figure, axis = plt.subplots(figsize=(9, 4.5))
styles = ["-", "--", ":", "-.", (0, (1, 3)), (0, (6, 2)), (0, (3, 1, 1, 1)), (0, (1, 1))]
for (mistake, losses), style in zip(curves.items(), styles, strict=True):
    axis.plot(range(1, 31), losses, linestyle=style, label=mistake)
axis.set(xlabel="epoch", ylabel="loss per seen image", yscale="log", ylim=(0.03, 200))
axis.legend(title="wrong in the gradient", loc=(0.4, 0.47), ncols=2)
plt.show()

# %% [markdown]
# ### Your prediction
#
# Two of seven wrong gradients give themselves away: the loss rises. With the five others it falls.
# With $\sigma'$ left out it falls, at first, even faster than with the right gradient, and after 30
# epochs the network reads 94 % of the unseen images: it is **C**. $\sigma'$ taken at $v$ and biases
# that never learn cost next to nothing.
#
# **Why does it fall?** A small step changes the loss by about $-\alpha$ times the sum, over all
# weights, of (right derivative) × (derivative that was used). The sum is positive when the two
# agree in *sign* where they are large. $\sigma'$ is never negative, so leaving it out changes the
# sizes and hardly the signs. The descent then goes down on a slant. Each layer makes it worse: try
# it with `[64, 32, 32, 32, 10]` in place of `[64, 32, 10]`, and look at the row again.
#
# **What proves it, then?** Compare with numerical differences, at a few random points. For the same
# eight gradients, on the first 20 images, for all 2,410 weights and biases:


# %%
def by_nudging(model, array, X, Y):
    """Return the derivatives of the model's loss by the entries of one of its arrays."""

    def loss_with(values):
        kept = array.copy()
        array[...] = values
        result = model.loss(X, Y)
        array[...] = kept
        return result

    return numerical_gradient(loss_with, array)


# %%
learner = Mistaken([64, 32, 10], reduction="sum")
x20, y20 = X[seen[:20]], Y[seen[:20]]
arrays = [*learner.W, *learner.b]
numerical = np.concatenate([by_nudging(learner, a, x20, y20).ravel() for a in arrays])
for mistake, (slips, alpha) in mistakes.items():
    learner.slips = slips
    dW, db = learner.wrong_gradients(x20, y20)
    used = np.concatenate([a.ravel() for a in [*dW, *db]]) * alpha / 0.05
    error = np.linalg.norm(used - numerical) / np.linalg.norm(numerical)
    print(f"{mistake:25} is off by {error:4.0%}")

# %% [markdown]
# Only the right one is off by 0 %. This took half a second, and no training.

# %% [markdown]
# ### In words: the loss was falling (2 points)
#
# A classmate writes: "My loss went down from 1.15 to 0.25, and I get 94 %. My gradient must be
# right." Answer in four to six sentences: how can a loss fall with a wrong gradient, what does the
# table tell about such gradients, and what should your classmate do? Double-click the cell below to
# write in it. A person reads and grades this answer.

# %% [markdown] question="falling-loss" points=2
# ### BEGIN SOLUTION
# **A full answer.** A small step changes the loss by $-\alpha$ times the sum of the products of the
# right derivatives and those that were used. It is enough that they agree in sign where they are
# large: then the sum is positive, and the loss falls, though the direction is not the steepest and
# the lengths are wrong. In the table five of seven wrong gradients lower the loss: without $\sigma'$ the network
# gets to 94 %, with biases that are never updated to 98 %, like the right one. So neither the
# falling loss nor the 94 % tells right from wrong. The classmate should compare the gradient, entry
# by entry, with central differences of the loss at random weights: there the right one is off by
# about $10^{-9}$, and even $\sigma'$ taken at $v$ by 1 %.
#
# **Rubric.** No points are lost for language.
#
# - 1 for why it can fall: the gradient that is used and the right one point to the same side (same
#   signs for the most part, positive sum of products, an angle below 90°). "Because it is nearly
#   right" alone gets ½.
# - ½ for a row of the table that is used rightly: a wrong gradient with its loss or its share.
# - ½ for the numerical comparison. "More epochs", "more data" or "a smaller α" get nothing here.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: a loss of your own
#
# No points and no check: this one is for you. Large weights make a network sure of itself. So let
# large weights cost something: add $\lambda$ times the sum of all squared weights (not of the
# biases) to the loss of each step, with a number $\lambda$ such as 0.001.
#
# 1. Which term does this add to $\partial L/\partial W^{[l]}$? And to
#    $\partial L/\partial b^{[l]}$?
# 2. Predict for $\lambda = 0.001$ and for $\lambda = 0.1$: what becomes of the size of the weights,
#    of the loss on seen images, and of the share of unseen images that are read right?
# 3. Write the gradient, and compare it with differences *before* you train. `by_nudging` shows how.
# 4. Train with both, and look again at the digits that were read wrong. Is the network less sure
#    there?

# %%
penalty = 0.001
# your gradient, its test, and your training

# %% [markdown]
# ## Summary
#
# - **S6, S7.** An image is laid out as one input; ten sigmoid outputs answer "is it a $k$?". A
#   label is one-hot, and the largest output is the answer.
# - **S8, S3.** The loss is summed over a batch (and over the outputs) for the step, and averaged to
#   be reported. A sum takes steps $n$ times as long as a mean with the same $\alpha$.
# - **S2, S9.** An epoch uses every example once, in shuffled batches, with one update for each.
# - **S17, S4, S5.** Backpropagation finds all gradients of a step. The descent starts at small
#   random weights and ends at good ones, not at the best. Only images that were not seen tell how
#   good.
# - Wrong gradients may lower the loss and even pass a test of accuracy. Comparing with numerical
#   differences tells them from right ones.
#
# This was the lecture: a loss, its gradients, and how they are computed. Every library that trains
# networks does what you have done here.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
