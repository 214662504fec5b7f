"""Who may ask: keys, their rates, and origins."""
