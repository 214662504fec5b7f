"""The parts of the vLLM engine: how it is laid out on a machine, and how it starts."""
