"""Traffic for a server under load: what is sent, when, by whom, and what became of it."""
