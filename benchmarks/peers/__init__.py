"""What people would otherwise use, timed on the same posts as this project: ``python benchmarks/peers/run.py``."""
