# %% [markdown]
# # Lesson 03: The network
#
# Slides S6, S7, S8 and S9 · about 75 minutes · 10 points
#
# **The question.** Is this picture a handwritten 1, yes or no? How does a picture become the input
# of a network (S6), how does a network with several layers answer (S7), which number says how wrong
# a yes-or-no answer is (S8), and how do all layers learn from it (S9)?
#
# You need lessons 01 and 02: prediction, loss, training loss, and the update of S2. Your answers
# from there are not used here.
#
# One of the slides has a misprint in its formula. You will find it by testing the formula, not by
# trusting anyone.

# %%
import numpy as np

from mlpkit import explorers, load_digits, numerical_gradient, sigmoid

# %% [markdown]
# ## Predict first
#
# Three networks look at a picture and say how sure they are that it shows a 1. They say 0.9, 0.99
# and 0.999. It is not a 1, so all three are wrong, and each is ten times closer to being certain
# than the one before. S8 is about a loss for such answers. From network to network, that loss
#
# - **A** stays nearly the same: wrong is wrong.
# - **B** grows by the same amount each time.
# - **C** grows tenfold each time.
#
# Choose before you read on. The answer comes under S8.

# %%
my_prediction = "?"  # A, B or C
my_reason = "?"

# %% [markdown]
# ## S6: Flatten
#
# The slide shows a picture, and beside it the same pixels as one long column: the input vector of
# the network. In a formula, for an image with $h$ rows and $w$ columns of pixels, counted from 0:
#
# $$x_{\,r \cdot w + c} = \text{pixel in row } r \text{ and column } c$$
#
# **In words.** Read the image like a page, row after row, from left to right, and write the pixels
# into one list. In front of row $r$ stand $r$ full rows with $w$ pixels each, so the pixel in
# column $c$ gets the place $r \cdot w + c$. The list has $d = h \cdot w$ entries. This order is
# called *row-major*.

# %% [markdown]
# ### Move it
#
# A digit, the vector that it becomes, and the inputs of a first layer. The picture counts rows,
# columns and entries from 1, so its row 3 and column 5 are $r = 2$ and $c = 4$ in the formula.
#
# 1. Answer the questions that it asks.
# 2. Two pixels are neighbours in the image, one below the other. How far apart are they in the
#    vector? Decide, then try.
# 3. Play all pixels from 1 to 64. Where does the frame jump in the image, and where in the vector?

# %%
explorers.flatten_image()

# %% [markdown]
# ### Worked example: six pixels
#
# An image with $h = 2$ rows and $w = 3$ columns:
#
# $$\begin{pmatrix} 7 & 0 & 2 \\ 1 & 5 & 9 \end{pmatrix}
# \quad\text{becomes}\quad x = (7, 0, 2, 1, 5, 9)$$
#
# The pixel in row 1 and column 2 is the 9. Its place is $1 \cdot 3 + 2 = 5$.
#
# Now a real one. The package comes with 1797 handwritten digits of 8 × 8 pixels. Ink is 1 and paper
# is 0, in 16 steps; here they are printed as whole numbers from 0 to 16. Which digit is it?

# %%
images, labels = load_digits()
digit = images[0]
print((16 * digit).astype(int))

x = []
for row in digit:
    x.extend(row)
print("pixel [2, 2]:", 16 * digit[2, 2], "and x[18]:", 16 * x[18])

# %% [markdown]
# ### Exercise: `flatten` (1 point)
#
# Many images at once: `images[i, r, c]` is the pixel in row $r$ and column $c$ of image $i$. One
# line is missing.
#
# <details><summary>Hint 1</summary>
#
# The result has a row for each image, and each row has $h \cdot w$ entries.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `a.reshape(rows, columns)` keeps the entries of `a` in row-major order and puts them into the
# shape that you ask for.
#
# </details>


# %% exercise="flatten"
def flatten(images):
    """Return an array of shape (n, h·w): each image's pixels as one row, in row-major order.

    images has the shape (n, h, w).
    """
    n, h, w = images.shape
    ### BEGIN SOLUTION
    return images.reshape(n, h * w)
    ### END SOLUTION


# %% check="flatten"
from mlpkit.checks import check

check(flatten)

# %% [markdown]
# **Think on** (no points). Suppose every image were read column after column instead. Would a
# network learn to read the digits less well?
#
# <details><summary>Answer</summary>
#
# No. The first layer has a weight for every place in the list, and which pixel stands at which
# place makes no difference to it, as long as it is the same for all images, in training and
# afterwards. That also means: the network is not told which pixels are neighbours.
#
# </details>

# %% [markdown]
# ## S7: Hypothesis
#
# $$z^{[1]} = W^{[1]} x + b^{[1]} \qquad v^{[1]} = \sigma(z^{[1]})$$
#
# $$z^{[2]} = W^{[2]} v^{[1]} + b^{[2]} \qquad v^{[2]} = \sigma(z^{[2]})$$
#
# $$z^{[3]} = W^{[3]} v^{[2]} + b^{[3]} \qquad v^{[3]} = \sigma(z^{[3]})$$
#
# $$\hat y \equiv v^{[3]} = f_{W^{[1]} W^{[2]} W^{[3]}}(x)$$
#
# **In words.** The number in square brackets counts *layers*: $W^{[2]}$ belongs to layer 2. Every
# layer does the same: multiply what comes in by the layer's weights, add its *bias* $b$, apply
# $\sigma$ to each entry, and hand the result $v$ on. The output of the last layer is the
# prediction, $\hat y$; $\equiv$ means "is another name for".
#
# Three things are new since S1:
#
# - **More layers.** If layer $l$ has $n_l$ units, $W^{[l]}$ has the shape $(n_l, n_{l-1})$: a row
#   for each of its units, a column for each unit below. $n_0 = d$ is the number of inputs.
# - **A bias for each unit.** A unit with one input gives $\sigma(w x + b)$, which is 0.5 at
#   $x = -b/w$. Without $b$ it would be 0.5 at $x = 0$, whatever $w$ is.
# - **A $\sigma$ at the end as well.** So $\hat y$ lies between 0 and 1, and we read it as the
#   probability that the answer is yes.
#
# In code, `W` and `b` are lists. Python counts from 0, so $W^{[1]}$ is `W[0]` and $W^{[l]}$ is
# `W[l-1]`.

# %% [markdown]
# ### Move it
#
# A network with two inputs and layers of 3, 3 and 1 units. One unit is in your hand: its weights
# and its bias have sliders, and its $z$ is written out. In the picture at the right, the thick line
# is where $\hat y = 0.5$, the *decision boundary* between yes and no.
#
# 1. Answer the questions that it asks.
# 2. Take the second unit of layer 2 in your hand. Which values in the network change with its bias,
#    and which don't? Decide, then try.
# 3. Choose *one layer*. What moves the line without turning it, and what turns it?

# %%
explorers.layer_by_layer()

# %% [markdown]
# ### Worked example: three layers
#
# Two inputs, then layers of two, two and one units. The input is $x = (1, 2)$.
#
# $$W^{[1]} = \begin{pmatrix} 2 & -1 \\ 0 & 1 \end{pmatrix} \quad
# b^{[1]} = \begin{pmatrix} 2 \\ -2 \end{pmatrix} \qquad
# z^{[1]} = \begin{pmatrix} 2 - 2 + 2 \\ 0 + 2 - 2 \end{pmatrix}
# = \begin{pmatrix} 2 \\ 0 \end{pmatrix} \quad
# v^{[1]} = \begin{pmatrix} 0.8808 \\ 0.5 \end{pmatrix}$$
#
# $$W^{[2]} = \begin{pmatrix} 0 & 4 \\ 1 & 2 \end{pmatrix} \quad
# b^{[2]} = \begin{pmatrix} -2 \\ -1 \end{pmatrix} \qquad
# z^{[2]} = \begin{pmatrix} 0 + 2 - 2 \\ 0.8808 + 1 - 1 \end{pmatrix}
# = \begin{pmatrix} 0 \\ 0.8808 \end{pmatrix} \quad
# v^{[2]} = \begin{pmatrix} 0.5 \\ 0.7070 \end{pmatrix}$$
#
# $$W^{[3]} = \begin{pmatrix} 2 & -1 \end{pmatrix} \quad
# b^{[3]} = \begin{pmatrix} 1 \end{pmatrix} \qquad
# z^{[3]} = 1 - 0.7070 + 1 = 1.2930 \quad
# \hat y = \sigma(1.2930) = 0.7847$$
#
# The network says: yes, with probability 0.78. In code, with the first layer worked out:

# %%
W = [
    np.array([[2.0, -1.0], [0.0, 1.0]]),
    np.array([[0.0, 4.0], [1.0, 2.0]]),
    np.array([[2.0, -1.0]]),
]
b = [np.array([2.0, -2.0]), np.array([-2.0, -1.0]), np.array([1.0])]
x = np.array([1.0, 2.0])

z1 = W[0] @ x + b[0]
v1 = sigmoid(z1)
print("z1 =", z1, " v1 =", v1.round(4))

# %% [markdown]
# ### Exercise: `forward` (3 points)
#
# The hypothesis for any number of layers. Return two lists: `z` with the $z$ of every layer, `v`
# with the $v$ of every layer, from the first layer to the last. Lesson 04 will need them all. The
# frame is given; what happens in one layer is yours. `a.append(q)` puts `q` at the end of the list
# `a`.
#
# <details><summary>Hint 1</summary>
#
# What goes into the first layer, and what goes into each of the others? `v[-1]` is the last entry
# of a list, if it has one.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Three lines: find the layer's input, append its $z$, append its $v$. $x$ itself is not an entry of
# `v`.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it: with `z, v = forward(x, W, b)` and the numbers above, `v[-1]` should be 0.7847. If `z[1]`
# has the wrong values and `z[0]` the right ones, look at what goes into the second layer.
#
# </details>


# %% exercise="forward"
def forward(x, W, b):
    """Return (z, v), the lists of the z and of the v of every layer, for one input x.

    x has the shape (d,); W[l] has a row for each unit of its layer, and b[l] has an entry.
    """
    z, v = [], []
    for layer in range(len(W)):
        ### BEGIN SOLUTION
        inputs = v[-1] if v else x
        z.append(W[layer] @ inputs + b[layer])
        v.append(sigmoid(z[-1]))
        ### END SOLUTION
    return z, v


# %% check="forward"
from mlpkit.checks import check

check(forward)

# %% [markdown]
# ## S8: Loss (binary output)
#
# As printed on the slide:
#
# $$L(\hat y, y) = - \sum_{i=1}^{n} y^{(i)} \log \hat y^{(i)}
# + (1 - y^{(i)}) \log(1 - \hat y^{(i)})$$
#
# **In words.** The question has a yes-or-no answer. The target $y^{(i)}$ of example $i$, also
# called its *label*, is 1 for yes and 0 for no. The prediction $\hat y^{(i)}$ is the probability
# which the network gives to yes, so $1 - \hat y^{(i)}$ is what it gives to no. $\log$ is the
# natural logarithm.
#
# The idea of this loss, the *cross-entropy*: look only at the probability that the network gave to
# what is true, and charge minus its logarithm. Probability 1 costs $-\log 1 = 0$; probability 0.5
# costs 0.69; and towards 0 the cost grows without bound.
#
# The factors $y$ and $1 - y$ are switches. Where $y = 1$, only the first term is left. Where
# $y = 0$, only the second.
#
# S8 adds up the losses of the $n$ examples where S3 takes their mean. The best weights are the
# same, but the gradient of the sum is $n$ times as long, so $\alpha$ has to be $n$ times smaller
# for the same step. This course follows each slide: a mean for S3, a sum for S8.

# %% [markdown]
# ### Test the formula
#
# A loss has to be small where the prediction is right and large where it is wrong. Before you run
# the cell: in a table with $\hat y = 0.1, 0.5, 0.9, 0.99, 0.999$, which way should the loss go for
# $y = 1$, and which way for $y = 0$?


# %%
def printed_loss(y_hat, y):
    """Return the loss of one example by S8 as printed."""
    return -y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)


print("y_hat    y = 1    y = 0")
for y_hat in (0.1, 0.5, 0.9, 0.99, 0.999):
    print(f"{y_hat:5} {printed_loss(y_hat, 1):8.3f} {printed_loss(y_hat, 0):8.3f}")

# %% [markdown]
# Is each column what you expected of a loss? Perhaps a formula may look odd and still train well.
# So let it train: one example with $y = 0$, and a predictor with a single weight, its $z$, which
# answers $\hat y = \sigma(z)$. The gradient comes from nudging $z$ both ways by a little
# (`numerical_gradient`), so no formula for a derivative is involved. Where should $\hat y$ go, and
# where does it go?

# %%
z = np.array([0.0])
for _ in range(6):
    y_hat = sigmoid(z)[0]
    slope = numerical_gradient(lambda z: printed_loss(sigmoid(z)[0], 0), z)
    print(f"y_hat {y_hat:.3f}  loss {printed_loss(y_hat, 0):6.3f}  slope {slope[0]:6.3f}")
    z = z - slope

# %% [markdown]
# ### Find out why
#
# 1. Which column of the table is right, and which is wrong?
# 2. Which of the two terms makes the wrong column? What sign does it have, and what sign does the
#    idea of this loss ask for?
# 3. Where does the minus on the slide stand, and how far does it reach? Write the repaired formula
#    on paper before you go on.
#
# <details><summary>What is wrong with S8 as printed</summary>
#
# For $y = 0$ only the second term is left, and as printed it is $+\log(1 - \hat y)$: never
# positive, and falling without bound as $\hat y$ goes to 1. Training makes the loss small, so it
# drives the network to the wrong answer, and never stops. The minus belongs to both terms, but as
# printed it reaches only the first. A pair of brackets is missing.
#
# </details>

# %% [markdown]
# ### Move it: printed and repaired
#
# The loss over $\hat y = \sigma(z)$, as printed and with its brackets ("corrected"). The picture at
# the right belongs to S12; leave it for lesson 04.
#
# 1. With $y = 0$, move $z$ from 0 to 6, so that the answer gets worse. Then choose the corrected
#    formula and do it again.
# 2. For which $y$ do the two formulas agree everywhere? Decide, then try.
# 3. Corrected, $y = 0$: from $z = 4$ on, by how much does the loss grow with each step of 1 in $z$?

# %%
explorers.cross_entropy("z=0; y=0; formula=printed", predict=False)

# %% [markdown]
# ### Worked example: three penalties
#
# | $i$ | $\hat y^{(i)}$ | $y^{(i)}$ | probability given to what is true | loss |
# |---|---|---|---|---|
# | 1 | 0.9 | 1 | 0.9 | $-\log 0.9 = 0.1054$ |
# | 2 | 0.2 | 0 | 0.8 | $-\log 0.8 = 0.2231$ |
# | 3 | 0.6 | 0 | 0.4 | $-\log 0.4 = 0.9163$ |
#
# The loss of all three is the sum, 1.2448. S8 as printed gives $0.1054 - 0.2231 - 0.9163 =
# -1.0341$.

# %% [markdown]
# ### Exercise: `binary_cross_entropy` (2 points)
#
# The loss that S8 means: repaired, and a sum. `y_hat` and `y` are arrays of the same shape. Where
# $\hat y$ is exactly 1 and $y = 1$, or exactly 0 and $y = 0$, the loss is 0, and your function
# should say so. Elsewhere $\hat y$ may be as small as $10^{-300}$, and its loss counts in full:
# don't cut it off. This time nothing is given.
#
# <details><summary>Hint 1</summary>
#
# First make an array like `y_hat` with the probability given to what is true.
# `np.where(condition, a, b)` takes its entries from `a` where the condition holds and from `b`
# elsewhere.
#
# </details>
# <details><summary>Hint 2</summary>
#
# If you get `nan`: both terms were worked out, and one of them was $0 \cdot \log 0$. For NumPy
# $\log 0$ is $-\infty$, and $0 \cdot (-\infty)$ is not a number. A logarithm that is not needed
# should not be taken.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it: `binary_cross_entropy(np.array([0.9, 0.2, 0.6]), np.array([1.0, 0.0, 0.0]))` should give
# 1.2448. If you get −1.0341, you have S8 as printed; if 0.4149, a mean.
#
# </details>


# %% exercise="binary_cross_entropy"
def binary_cross_entropy(y_hat, y):
    """Return the cross-entropy of predictions y_hat for labels y (0 or 1), summed: one number."""
    ### BEGIN SOLUTION
    given_to_the_truth = np.where(y == 1, y_hat, 1 - y_hat)
    return float(-np.log(given_to_the_truth).sum())
    ### END SOLUTION


# %% check="binary_cross_entropy"
from mlpkit.checks import check

check(binary_cross_entropy)

# %% [markdown]
# ### Your prediction
#
# With its brackets, the formula of S8 reads
#
# $$L(\hat y, y) = - \sum_{i=1}^{n} \left[\, y^{(i)} \log \hat y^{(i)}
# + (1 - y^{(i)}) \log(1 - \hat y^{(i)}) \,\right]$$
#
# and from here on the course uses it. For $y = 0$ it gives
#
# | $\hat y$ | 0.9 | 0.99 | 0.999 |
# |---|---|---|---|
# | cross-entropy, $-\log(1 - \hat y)$ | 2.303 | 4.605 | 6.908 |
# | squared error of S1, $(\hat y - 0)^2$ | 0.810 | 0.980 | 0.998 |
#
# It is **B** for the loss of S8: each step closer to certainty costs 2.303 more, which is $\log
# 10$. For the squared error it would have been A: being wrong costs at most 1, however certain the
# answer was.

# %% [markdown]
# ## S9: Gradient descent
#
# For each layer $i$:
#
# $$W^{[i]} \leftarrow W^{[i]} - \alpha\,\frac{\partial L}{\partial W^{[i]}} \qquad
# b^{[i]} \leftarrow b^{[i]} - \alpha\,\frac{\partial L}{\partial b^{[i]}}$$
#
# **In words.** The update of S2, for every layer and for the biases too. Square brackets, so $i$
# counts layers here, where S3 and S8 count examples with it. $\partial L / \partial W^{[i]}$ is the
# gradient that S2 writes as $\nabla_{W^{[i]}} L$: it has the shape of $W^{[i]}$, and holds for each
# weight how fast the loss changes with it. In code, $\partial L / \partial q$ is called `dq`, and
# has the shape of `q`. All gradients are taken at the old weights and biases, and the same $\alpha$
# serves all layers.
#
# S2 uses one example in each step and is called stochastic. S9 uses the loss of S8, over all $n$
# examples; without a random choice the word is left out.

# %% [markdown]
# ### Move it
#
# The map of lesson 02 again, now with all 12 examples in each step: gradient descent as on S9.
#
# 1. Raise $\alpha$ from 0.1 in steps and play 40 updates each time. Which values of $\alpha$ bring
#    the path into the valley? How does it fail below them, and how above?
# 2. The map takes the mean over the examples, as S3 does. Suppose it took the sum, as S8 does, and
#    $\alpha = 0.025$. Which $\alpha$ makes the same steps here? Decide, then play it.
#
# <details><summary>Answers</summary>
#
# Of the values on the slider, 0.3 to 1.8. Below them the path is right and too slow; above, it
# jumps across the valley, and at 3 it leaves the map. The sum's gradient is 12 times as long, so
# $\alpha = 0.025$ there is $\alpha = 12 \cdot 0.025 = 0.3$ here.
#
# </details>

# %%
explorers.sgd_path("alpha=0.1; batch=12", predict=False)

# %% [markdown]
# ### Worked example: an update
#
# One layer with one unit: $x = 2$, $w = 1$, $b = -1$, and the label $y = 1$.
#
# $$z = 2 \cdot 1 - 1 = 1 \qquad \hat y = \sigma(1) = 0.7311 \qquad L = -\log 0.7311 = 0.3133$$
#
# How the loss changes with $w$ and with $b$ we ask by nudging them; lesson 04 finds formulas. With
# $\alpha = 1$:
#
# $$w \leftarrow 1 - (-0.5379) = 1.5379 \qquad b \leftarrow -1 - (-0.2689) = -0.7311$$
#
# Now $z = 2.3447$ and $\hat y = 0.9125$, and the loss has fallen to 0.0916.


# %%
def loss_of(w_and_b):
    """Return the loss for x = 2 and y = 1."""
    w, b = w_and_b
    return -np.log(sigmoid(w * 2 + b))


old = np.array([1.0, -1.0])
slopes = numerical_gradient(loss_of, old)
new = old - 1.0 * slopes
print("slopes", slopes.round(4), " new", new.round(4), f" loss {loss_of(new):.4f}")

# %% [markdown]
# ### Exercise: `gradient_step` (2 points)
#
# S9 for any number of layers, from a blank page. `W` and `dW` are lists of arrays, `b` and `db` as
# well: `dW[l]` has the shape of `W[l]`, and `db[l]` that of `b[l]`. Return two new lists with new
# arrays, first the weights, then the biases. What came in stays as it was.
#
# <details><summary>Hint 1</summary>
#
# A list times a number is not what you want: `[a, b] * 2` is `[a, b, a, b]`. Go through the layers.
#
# </details>
# <details><summary>Hint 2</summary>
#
# Begin with empty lists, and append to them one layer at a time.
#
# </details>
# <details><summary>Hint 3</summary>
#
# Test it on the worked example: `W = [np.array([[1.0]])]`, `b = [np.array([-1.0])]`,
# `dW = [np.array([[-0.5379]])]` and `db = [np.array([-0.2689])]`, with `alpha = 1.0`, should give
# 1.5379 and −0.7311.
#
# </details>


# %% exercise="gradient_step"
def gradient_step(W, b, dW, db, alpha):
    """Return new lists (W, b): all weights and biases after one update of S9."""
    ### BEGIN SOLUTION
    new_W = [W[layer] - alpha * dW[layer] for layer in range(len(W))]
    new_b = [b[layer] - alpha * db[layer] for layer in range(len(b))]
    return new_W, new_b
    ### END SOLUTION


# %% check="gradient_step"
from mlpkit.checks import check

check(gradient_step)

# %% [markdown]
# ### In words: a letter about S8 (2 points)
#
# Write to the lecturer in four to seven sentences. Say what is wrong with S8 as printed, how you
# found out, giving one number, and what training with it would do to a network. Then give the
# repaired formula and say how you would convince a doubter that it is right. A person reads and
# grades this answer.

# %% [markdown] question="a-letter-about-s8" points=2
# ### BEGIN SOLUTION
# **A full answer.** In S8 the minus reaches only the first term. For $y = 0$ only the second term
# is left, and as printed it is $+\log(1 - \hat y)$. At $\hat y = 0.99$, a bad answer for $y = 0$,
# it gives $-4.605$, which is less than the $-0.693$ at $\hat y = 0.5$: the loss rewards the wrong
# answer. Descent would drive $\hat y$ to 1 for all examples, whatever their label, with the loss
# falling all the way to $-\infty$. It should read $-\sum [\, y \log \hat y + (1 - y) \log(1 - \hat
# y) \,]$. With the brackets the loss is never negative, it is 0 only where the label got the
# probability 1, and for $y = 0$ the slope by $\hat y$ is $1/(1 - \hat y) > 0$, so that descent
# lowers $\hat y$, as it should; nudging shows the same.
#
# **Rubric.** Half a point each; no points are lost for language.
#
# - The mistake: the sign of the second term, or the reach of the minus.
# - The evidence: a number for $y = 0$ which shows that a wrong answer gets a lower loss than a
#   better one. "It gives negative values" with a number is enough.
# - The consequence: training moves $\hat y$ the wrong way for $y = 0$. "The loss is wrong" is not
#   enough.
# - The repaired formula, with a test that would have failed before: both columns of the table, a
#   numerical slope, or the limits $\hat y \to 0$ and $\hat y \to 1$.
# ### END SOLUTION

# %% [markdown]
# ## Transfer: which forecaster is better?
#
# No points and no check: this one is for you. Two weather services gave these probabilities of
# rain.
#
# | day | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | careful service | 0.6 | 0.7 | 0.3 | 0.6 | 0.4 |
# | bold service | 0.9 | 0.99 | 0.01 | 0.95 | 0.99 |
# | rain? | yes | yes | no | yes | no |
#
# 1. Which one is better by the loss of S8? Predict, then compute. Which day decides?
# 2. A third service is lazy and says the same $p$ every day. Which $p$ has the smallest loss on
#    these five days? Find it by a derivative, then by trying values of $p$.
# 3. Which $p$ has the smallest squared error? Is that a coincidence?
#
# <details><summary>Answers</summary>
#
# The careful service has 2.25 and the bold one 4.78, of which 4.61 are for day 5. The lazy one does
# best with $p = 0.6$, the share of rainy days: $-3/p + 2/(1 - p) = 0$. The squared error has its
# minimum at the same $p$, and for both losses this is so whatever the days were: saying what one
# believes is rewarded.
#
# </details>

# %%
careful = np.array([0.6, 0.7, 0.3, 0.6, 0.4])
bold = np.array([0.9, 0.99, 0.01, 0.95, 0.99])
rain = np.array([1.0, 1.0, 0.0, 1.0, 0.0])
# your computation

# %% [markdown]
# ## Summary
#
# - **S6.** An image becomes a vector by reading its pixels row after row:
#   pixel $(r, c)$ goes to place $r \cdot w + c$.
# - **S7.** Each layer computes $z = W v + b$ from the $v$ below and hands on $\sigma(z)$. With a
#   $\sigma$ at the end, $\hat y$ is read as a probability.
# - **S8.** The cross-entropy charges minus the logarithm of the probability given to what is true.
#   As printed its minus reaches one term only, and descent would learn the wrong answers; with
#   brackets around both terms it is right.
# - **S9.** Each layer's weights and biases take the step of S2, all with gradients at the old
#   values.
# - S8 is a sum over the examples, S3 a mean: the same argmin, an $\alpha$ that differs by $n$.
# - A formula is tested before it is trusted: try its extremes, and ask a numerical gradient.

# %% [markdown] shared="notation"
# ## Notation

# %% [markdown] shared="keep-your-work"
# ## Keep your work
