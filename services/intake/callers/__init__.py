"""What callers are told, and when."""
