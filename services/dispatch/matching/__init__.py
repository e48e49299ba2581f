"""Whom to ask, in which order and how many at a time; and the geography behind it. Pure."""
