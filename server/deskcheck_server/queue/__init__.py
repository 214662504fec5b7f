"""How much may wait, for how long, and who is next."""
