"""What the release before asks for, as this one words it: notify is upgraded first, and some of it is on its way. Pure.

A template that takes more than it did would else be worded no more, and a page about an SOS be lost.
"""

from collections.abc import Mapping


def as_of_today(template: str, params: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """The template and its values; what this release asked for stays as it is."""
    given = dict(params)
    if "time" in given:  # C4, C5 and C6
        given.setdefault("when", given["time"])
    if template == "D7" and "code" in given:
        given.setdefault("pages", f"{given['code']}:")
    if template == "D1" and "meeting_point" not in given:
        return "D1c", given
    return template, given
