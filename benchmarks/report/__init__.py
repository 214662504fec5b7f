"""The parts of `python -m benchmarks.report`: results in, one page and its plots out."""
