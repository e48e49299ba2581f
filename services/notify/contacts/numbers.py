"""The blind indexes of a number, which are the same however it was written."""

from schemas.phone_numbers import forms_of, one_number
from services.chassis.sealing import Sealer


def optout_index(sealer: Sealer, number: str) -> bytes:
    """Under which a STOP from it is found."""
    return sealer.blind_index("optout", one_number(number))


def phone_index(sealer: Sealer, number: str) -> bytes:
    """Under which the people are found whose number it is."""
    return sealer.blind_index("contact", one_number(number))


def optout_indexes(sealer: Sealer, number: str) -> tuple[bytes, ...]:
    """The one of today first, then what older rows may have it under."""
    return tuple(sealer.blind_index("optout", form) for form in forms_of(number))


def phone_indexes(sealer: Sealer, number: str) -> tuple[bytes, ...]:
    return tuple(sealer.blind_index("contact", form) for form in forms_of(number))
