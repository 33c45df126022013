"""Lets `python -m mlpkit` do what `mlpkit` does."""

import sys

from mlpkit.cli import main

sys.exit(main())
