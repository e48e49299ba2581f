"""What intake knows, as values: reports, the sources that bring them, the networks that act on them. Pure."""
