"""The last fence before the log: what looks like a number or an address is masked, what is an id is not."""

import pytest

from services.chassis.telemetry import _redact


@pytest.mark.parametrize(
    "value",
    [
        "213-555-0142",
        "12135550142",
        "+1 (213) 555-0142",
        "call 2135550142 now",
        "2026-11-24T call 213-555-0142",
        "maple@example.org",
        12135550142,
        ["+12135550142"],
    ],
)
def test_what_may_be_somebodys_is_masked(value: object) -> None:
    told = _redact(None, "info", {"event": "x", "value": value})

    assert "555" not in str(told)
    assert "maple" not in str(told)


@pytest.mark.parametrize(
    "value",
    [
        "01a223f4-cdc7-7744-81e4-5d2cd530712e",
        "9f86d081884c7d659a2feaa0c55ad015",
        "2026-11-24T13:48:00.123456Z",
        "2026-11-24T13:48:00+00:00",
        "2026-11-24",
        "TimeoutError",
        262_144,
        True,
        0.25,
        None,
    ],
)
def test_what_is_nobodys_stays(value: object) -> None:
    assert _redact(None, "info", {"event": "x", "value": value})["value"] == value
