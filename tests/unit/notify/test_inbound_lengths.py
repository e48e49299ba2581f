"""No text is too long to be taken: what a phone can send is kept whole, of more the beginning and the end."""

import base64

import pytest

from services.notify.inbound.lengths import KEPT_BYTES, LEFT_OUT, as_kept

LONGEST_SEALED = 24_000
"""Characters that the release before reads, so that an upgrade sets nothing aside."""


@pytest.mark.parametrize("body", ["", "SOS", "\U0001f198" * 1600, "x" * KEPT_BYTES])
def test_what_a_phone_can_send_is_kept_whole(body: str) -> None:
    assert as_kept(body) == body


@pytest.mark.parametrize("sign", ["x", "ñ", "\U0001f198", "\ud83d"])
def test_of_a_longer_one_its_beginning_and_its_end_are_kept_and_fit_into_an_event(sign: str) -> None:
    kept = as_kept("HELP " + sign * 100_000 + " they took me")

    assert kept.startswith("HELP ")
    assert kept.endswith(" they took me")
    assert LEFT_OUT in kept
    assert len(base64.b64encode(kept.encode("utf-8", "replace") + b"0" * 200)) < LONGEST_SEALED
