"""Arrays of grey values as images that a page can show."""

import base64
import io

import numpy as np
from matplotlib.image import imsave
from numpy.typing import ArrayLike


def as_png(values: ArrayLike) -> str:
    """Write values (rows, columns) in [0, 1], 0 black and 1 white, as a ``data:`` address."""
    file = io.BytesIO()
    imsave(
        file, np.asarray(values), cmap="gray", vmin=0, vmax=1, format="png",
        metadata={"Software": ""},
    )  # fmt: skip
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
