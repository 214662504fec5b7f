"""The parts of the embedded engine: a decoder as an ONNX graph, and its cache of prefixes."""
