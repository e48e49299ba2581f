"""The line in texts.po that tells who translates an entry how long its values are, and how much room is left. Pure."""

import re
from collections.abc import Iterable

from deploy.contracts.texts.shown import VALUES, ShownText, example_value
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import REQUIRED

NONE = {"en": "none", "es": "ninguno"}
ROOM = {"en": "{} of {} units at the longest", "es": "{} de {} unidades a lo más"}


def with_values(content: str, shown: Iterable[ShownText]) -> str:
    """The catalogue with that line before every entry; all of one language."""
    by_template = {text.template: text for text in shown}
    marks = tuple(f"#. {mark}" for mark in VALUES.values())
    kept = [line for line in content.splitlines() if not line.startswith(marks)]
    lines: list[str] = []
    for number, line in enumerate(kept):
        if re.fullmatch(r'msgctxt "(text|mail_subject)"', line):
            text = by_template[kept[number + 1].removeprefix('msgid "').removesuffix('"')]
            lines.append(f"#. {VALUES[text.language]}{values_of(text)}")
        lines.append(line)
    return "\n".join(lines) + "\n"


def values_of(text: ShownText) -> str:
    """`$code 5 (K7Q); 86 of 160 units at the longest.`"""
    taken = (name for name in PLACEHOLDERS if name in REQUIRED[text.template])
    told = [f"${name} {PLACEHOLDERS[name].longest} ({example_value(name, text.language)})" for name in taken]
    listed = ", ".join(told) or NONE[text.language]
    return f"{listed}." if text.is_mail else f"{listed}; {ROOM[text.language].format(text.units, text.room)}."
