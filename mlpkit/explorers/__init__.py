"""Pictures that move: one explorer for each idea of the slides.

Each is one call without a required argument, shown as a cell's last line.
"""

from mlpkit.explorers.descent import sgd_path
from mlpkit.explorers.two_layers import two_layer_network

__all__ = ["sgd_path", "two_layer_network"]
