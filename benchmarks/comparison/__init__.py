"""The parts of `python -m benchmarks.latency`: what is compared, how, and what comes out."""
