"""Measures the library beside what people would otherwise use, in one run, as ratios.

`race` times ours and the peers in turn; `step`, `epoch`, `gradients`, `surface`, `graphs` and
`hand` say what is raced, and what the goals are; `peers` is the same network in other
libraries; `explorers` moves explorers in `jupyterlab`; `command` is `mlpkit bench`.
"""
