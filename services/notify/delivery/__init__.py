"""A message from the request to its one end: planned, sent, settled, looked after."""
