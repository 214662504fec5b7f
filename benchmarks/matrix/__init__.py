"""The parts of `python -m benchmarks.matrix`: policies in rows, verifiers in columns."""
