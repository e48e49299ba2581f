"""How many parts a text is sent in, and how Spanish is folded so that one part is enough. Pure.

GSM 03.38: 160 units in a text alone, 153 in each part of several; a sign of the extension table takes two units that
may not be parted. One sign outside both tables turns the whole text into UCS-2: 70 and 67 UTF-16 units (rule R25).
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
_TYPOGRAPHY = {
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‘’‚′ʼ´`", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\t\u2028\u2029", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202c", ""),
    "•": "-",
}


class SmsEncoding(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Segments:
    """`units` are septets in GSM-7, UTF-16 units in UCS-2."""

    encoding: SmsEncoding
    units: int
    count: int


def segments(text: str) -> Segments:
    """What a provider will send, and bill, for this text."""
    if len(text) <= 160 and GSM7.issuperset(text):
        return Segments(SmsEncoding.GSM7, len(text), 1 if text else 0)
    if all(sign in GSM7 or sign in GSM7_EXTENSION for sign in text):
        sizes = [2 if sign in GSM7_EXTENSION else 1 for sign in text]
        return Segments(SmsEncoding.GSM7, sum(sizes), _parts(sizes, alone=160, among_others=153))
    sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Segments(SmsEncoding.UCS2, sum(sizes), _parts(sizes, alone=70, among_others=67))


def fold(text: str) -> str:
    """The text with what GSM-7 lacks put the nearest way: á becomes a, “ becomes ". What has no such way stays."""
    if GSM7.issuperset(text):
        return text
    return "".join(_nearest(sign) for sign in unicodedata.normalize("NFC", text))


def _nearest(sign: str) -> str:
    if sign in GSM7 or sign in GSM7_EXTENSION:
        return sign
    if sign in _TYPOGRAPHY:
        return _TYPOGRAPHY[sign]
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(part in GSM7 for part in bare) else sign


def _parts(sizes: list[int], *, alone: int, among_others: int) -> int:
    """A sign of two units moves whole into the next part when only one unit is left. There is at least one sign."""
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, among_others
    for size in sizes:
        if size > room:
            parts, room = parts + 1, among_others
        room -= size
    return parts
