"""How much of a text is kept. A phone sends 1600 characters at most; a webhook can bring 256 KiB. Pure."""

from typing import Final

KEPT_BYTES: Final = 16_000
END_BYTES: Final = 4_000
LEFT_OUT: Final = " [...] "


def as_kept(body: str) -> str:
    """Any text that a phone can send, whole; of a longer one its beginning and its end, where a cry may stand."""
    whole = body.encode("utf-8", "replace")
    if len(whole) <= KEPT_BYTES:
        return body
    begin, end = whole[: KEPT_BYTES - END_BYTES], whole[-END_BYTES:]
    return begin.decode("utf-8", "ignore") + LEFT_OUT + end.decode("utf-8", "ignore")
