"""Texts that come in: consent first, then to whom they belong."""
