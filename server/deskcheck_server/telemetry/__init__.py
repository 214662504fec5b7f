"""What the server tells its operators: figures, spans and log lines."""
