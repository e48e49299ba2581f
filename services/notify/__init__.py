"""Reaches people by text and mail, takes their replies, and honours their consent."""
