"""Harnesses that tests share: stores, services as tests use them, and stand-ins for what is not ours."""
