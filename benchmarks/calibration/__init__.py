"""How often intervals cover, tests reject and effects are found, over a grid of simulated datasets.

``python -m calibration`` (in ``benchmarks/``; or ``make calibration``) writes ``docs/calibration.csv`` and what follows from it.
"""
