"""Pictures that move: one explorer for each idea of the slides.

Each is one call without a required argument, shown as a cell's last line.
"""

from mlpkit.explorers.chain_rule import chain_rule
from mlpkit.explorers.convexity import loss_surfaces
from mlpkit.explorers.cross_entropy import cross_entropy
from mlpkit.explorers.descent import sgd_path
from mlpkit.explorers.expression import computation_graph
from mlpkit.explorers.layers import layer_by_layer
from mlpkit.explorers.pixels import flatten_image
from mlpkit.explorers.timeline import backpropagation
from mlpkit.explorers.training import train_and_watch
from mlpkit.explorers.two_layers import two_layer_network

__all__ = [
    "backpropagation",
    "chain_rule",
    "computation_graph",
    "cross_entropy",
    "flatten_image",
    "layer_by_layer",
    "loss_surfaces",
    "sgd_path",
    "train_and_watch",
    "two_layer_network",
]
