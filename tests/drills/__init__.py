"""Drills: what an operator has to trust on the worst day, done on a stack of its own while nothing is wrong."""
