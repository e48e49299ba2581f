"""People and how they can be reached."""
