"""A report from the words of a caller to a row and an event."""
