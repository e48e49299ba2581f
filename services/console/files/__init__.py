"""The files that a network writes: its network file and its list of volunteers."""
