"""Fixtures that several integration modules share."""

from tests.support.notify_harness import make_notify, notify

__all__ = ["make_notify", "notify"]
