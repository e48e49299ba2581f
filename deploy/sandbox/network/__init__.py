"""The phone network: what it was given to deliver, what becomes of it, and what it remembers."""
