"""How many parts a text is sent in, and how what people type is said in one of them. Pure.

GSM 03.38: 160 units in a text alone, 153 in each part of several; a sign of the extension table takes two units that
may not be parted. One sign outside both tables turns the whole text into UCS-2: 70 and 67 UTF-16 units (rule R25).

A name is kept as it was typed, for screens. In a text it is put into GSM-7, whatever it is written in, and cut at a
word to what the text takes: no stored value may keep a text from going out.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from anyascii import anyascii

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

NOTHING_SAYABLE: Final = "?"
"""Stands for a value of which no text can say anything, such as a sign of a house alone."""
UNSEEN: Final = ("Cc", "Cf", "Cs", "Cn", "Co")
"""Categories of Unicode that nobody reads: controls, directions, half pairs, what is not assigned."""
MOST_SIGNS_A_UNIT: Final = 10
"""Of what somebody typed no more than this is looked at for each unit that there is room for."""
LOOSE_ENDS: Final = " ,;:&/|@-([{"
"""What a name that was cut may not end in."""
_OPENING: Final = {")": "(", "]": "[", "}": "{"}


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
    if all(_is_gsm7(sign) for sign in text):
        sizes = [2 if sign in GSM7_EXTENSION else 1 for sign in text]
        return Segments(SmsEncoding.GSM7, sum(sizes), _parts(sizes, alone=160, among_others=153))
    sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Segments(SmsEncoding.UCS2, sum(sizes), _parts(sizes, alone=70, among_others=67))


def fold(text: str) -> str:
    """The text with what GSM-7 lacks put the nearest way: á becomes a, “ becomes ". What has no such way stays."""
    if GSM7.issuperset(text):
        return text
    return "".join(_nearest(sign) for sign in unicodedata.normalize("NFC", text))


def one_line(text: str) -> str:
    """Composed (NFC), on one line, and nothing in it that cannot be seen."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line.isprintable():
        line = " ".join("".join(sign for sign in line if unicodedata.category(sign) not in UNSEEN).split())
    return line


def in_gsm7(text: str) -> str:
    """The text as it stands in a text message: on one line, á as a, 唐人街 as TangRenJie; what is no letter and has no
    such way (a sign of a house) is left out, so that the answer may be empty."""
    line = one_line(text)
    if GSM7.issuperset(line):
        return line
    return " ".join("".join(sign if _is_gsm7(sign) else _spelled(sign) for sign in fold(line)).split())


def units_in_text(text: str) -> int:
    """How many units of GSM-7 it takes in a text message."""
    return segments(in_gsm7(text)).units


def cut(text: str, longest: int) -> str:
    """As much of it as takes `longest` units in a text message, cut at a word; as it was typed, on one line."""
    text = one_line(text)[: MOST_SIGNS_A_UNIT * longest]
    while units_in_text(text) > longest:
        head, _, _ = text.rpartition(" ")
        text = (_tidy_end(head) or head) if head else text[:-1]
    return text


def said_in_text(text: str, longest: int) -> str:
    """What a text message says of a value: never empty, never more than `longest` units, nothing but GSM-7."""
    return in_gsm7(cut(text, longest)) or NOTHING_SAYABLE


def _tidy_end(head: str) -> str:
    """Without the comma before what was cut off, and without a bracket that was opened and is not closed any more."""
    for closing, opening in _OPENING.items():
        if head.count(opening) > head.count(closing):
            head = head[: head.rindex(opening)]
    return head.rstrip(LOOSE_ENDS)


def _is_gsm7(sign: str) -> bool:
    return sign in GSM7 or sign in GSM7_EXTENSION


def _spelled(sign: str) -> str:
    """A letter or a digit of another script in ours."""
    if unicodedata.category(sign)[0] not in "LNP":
        return ""
    return "".join(_nearest(part) for part in anyascii(sign))


def _nearest(sign: str) -> str:
    if _is_gsm7(sign):
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
