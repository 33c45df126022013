"""Draws what stands still: computed arrays and axes in, artists out."""
