"""Fixtures that several integration modules share, and what must hold when any of their tests is over."""

from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.support.notify_harness import make_notify, notify

__all__ = ["make_notify", "notify"]


@pytest.fixture(autouse=True)
def no_unexpected_error(request: pytest.FixtureRequest) -> Iterator[None]:
    """No error is logged but those that `@pytest.mark.logs_errors("event.dead")` names; and those are."""
    logged: list[str] = []

    def notice(_: Any, method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if method in ("error", "critical", "exception"):
            logged.append(str(entry["event"]))
        return entry

    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[notice, *processors])
    yield
    structlog.configure(processors=processors)
    expected = request.node.get_closest_marker("logs_errors")
    assert set(logged) == set(expected.args if expected else ()), f"errors in the log: {logged}"
