"""Fixtures that several integration modules share."""

from tests.notify_stand import make_notify, notify

__all__ = ["make_notify", "notify"]
