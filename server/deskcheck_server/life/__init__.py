"""From start to exit: warm, ready, restarted, drained."""
