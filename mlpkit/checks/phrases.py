"""The sentence and the question for each mistake of the curriculum."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """How a mistake is told: "This looks like <mistake>", then a question."""

    mistake: str
    question: str


PHRASES = {
    "not-solved": Phrase("an exercise as released", "what does the function get, and return?"),
    "uses-the-library": Phrase(
        "an answer that mlpkit computes",
        "could you write these lines with NumPy alone, from the formula on the slide?",
    ),
    "raised": Phrase(
        "an error in the code",
        "what does that line need, and what did it get? Print it for one small example.",
    ),
    "wrong-type": Phrase(
        "a return value of the wrong kind",
        "what does the docstring say that the function returns, and in which order?",
    ),
    "wrong-shape": Phrase(
        "a result of the wrong shape",
        "which shape does each factor have, and which shape must the result have?",
    ),
    "not-finite": Phrase(
        "a division by zero, a logarithm of zero or an overflow",
        "for which argument does one step of the formula become 0/0, log 0 or infinite?",
    ),
    "changes-its-input": Phrase(
        "a function that changes its arguments",
        "what do `+=`, `-=` and `a[...] = ...` do to the array that the caller still holds?",
    ),
    "sign-flipped": Phrase(
        "the right value with its sign flipped",
        "which sign must the result have in an example that you can do in your head?",
    ),
    "factor-two": Phrase(
        "a factor 2 (or ½) too many or too few",
        "what does the derivative of u² contribute, and what does your formula have there?",
    ),
    "sum-for-mean": Phrase(
        "a sum where a mean is asked for",
        "how does the value change when every example comes twice?",
    ),
    "mean-for-sum": Phrase(
        "a mean where a sum is asked for",
        "how should the value change when every example comes twice?",
    ),
    "scaled": Phrase(
        "the right value times a constant",
        "which constant in your code does not stand in the formula on the slide?",
    ),
    "transposed": Phrase(
        "a transpose too many or too few, or a product in the other order",
        "write the shapes of both factors side by side: along which axis is the sum?",
    ),
    "no-sigmoid-grad": Phrase(
        "a chain without σ′",
        "between z and v stands σ: which factor does it add to the chain?",
    ),
    "sigmoid-for-sigmoid-grad": Phrase(
        "σ where σ′ belongs", "how large is the slope of σ where σ itself is close to 1?"
    ),
    "sigmoid-grad-of-activation": Phrase(
        "σ′ taken at v, where it belongs at z",
        "which variable is σ a function of: what goes into it, or what comes out?",
    ),
    "no-error-term": Phrase(
        "a formula without the error ŷ − y",
        "what should the value be when the prediction is exactly right?",
    ),
    "no-upstream-weights": Phrase(
        "a step back through a layer without its weights",
        "how does a change of v reach the next layer's z, and what multiplies it on the way?",
    ),
    "wrong-layer-input": Phrase(
        "another layer's values where this layer's input belongs",
        "in z = W v + b, which v stands beside this W?",
    ),
    "stale-weights": Phrase(
        "weights that were updated before they were used to go back",
        "with which weights was the forward pass computed?",
    ),
    "wrong-grouping": Phrase(
        "S17 read from left to right",
        "which product must be finished before the next ⊙? Write the shape under each factor.",
    ),
    "overwrites-shared": Phrase(
        "a node that keeps only its last contribution",
        "along how many edges does a node that is used twice get a gradient?",
    ),
    "bias-ignored": Phrase(
        "a bias that is left out", "where does b enter z = W v + b, and for how many examples?"
    ),
    "missing-brackets": Phrase(
        "S8 as printed, where the minus covers the first term only",
        "for y = 0, does this loss fall or rise as ŷ moves from 0 to 1?",
    ),
    "labels-swapped": Phrase(
        "y and 1 − y exchanged", "for y = 1, which of the two terms should be left?"
    ),
    "no-activation": Phrase(
        "a network without σ",
        "what is left of two layers when nothing stands between the two products?",
    ),
    "extra-factor": Phrase(
        "a factor or a function that is applied once too often",
        "write the formula as a list of factors: what does your code have on top of it?",
    ),
    "no-upstream-gradient": Phrase(
        "a local derivative alone, without dz",
        "by what does the chain rule multiply the local derivative?",
    ),
    "wrong-rule": Phrase(
        "the rule of another operation",
        "change x a little with y fixed: by how much does z change for this operation?",
    ),
    "climbs": Phrase(
        "a step up the gradient", "does the loss fall or rise in the direction of its gradient?"
    ),
    "no-learning-rate": Phrase(
        "a step without α", "what should happen to the weights when α is 0?"
    ),
    "not-symmetric-difference": Phrase(
        "a one-sided difference",
        "at which two points does the central difference evaluate f, and how far apart are they?",
    ),
    "wrong-order": Phrase(
        "the right values in another order", "which should come second, and which does in yours?"
    ),
    "missing-or-repeated": Phrase(
        "something that is left out, or that comes more than once",
        "what is left out or comes twice: an entry, a layer, a step? Count for a small example.",
    ),
    "not-shuffled": Phrase(
        "an order that does not depend on the rng",
        "which line of your code asks the rng for anything?",
    ),
    "not-a-violation": Phrase(
        "points which do not break the inequality",
        "what are both sides of the inequality for the points that you return?",
    ),
    "remembers": Phrase(
        "a result that depends on earlier calls",
        "what is kept from call to call: a global, a default argument, random numbers of its own?",
    ),
    "unknown": Phrase(
        "a mistake without a name",
        "take the smallest example and work it out by hand: at which step do you part?",
    ),
}
