"""`python -m deploy.contracts.texts`: print every text in every language, and write build/texts/texts.html.

The lines for translators in the catalogues are written again. With --check nothing is; it fails when one is old.
"""

import sys
from pathlib import Path
from typing import Final

from deploy.contracts.texts.page import page
from deploy.contracts.texts.shown import ShownText, shown_texts
from deploy.contracts.texts.translator_lines import with_values
from schemas.language.catalogue import LANGUAGES, LOCALES

PAGE: Final = Path("build/texts/texts.html")


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    shown = {language: tuple(shown_texts(language)) for language in LANGUAGES}
    old = [path for language, texts in shown.items() if (path := _brought_up_to_date(language, texts, write=not check))]
    if check:
        for path in old:
            print(f"{path}: a line about values is old: make texts")
        return 1 if old else 0
    for pair in zip(*shown.values(), strict=True):
        for text in pair:
            cost = "mail" if text.is_mail else cost_of(text)
            print(f"{text.template:13} {text.language}  {cost:34} {in_a_line(text)}")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(shown), encoding="utf-8")
    print(f"\n{PAGE}")
    return 0


def cost_of(text: ShownText) -> str:
    parts = f"{text.segments} segment{'s' if text.segments > 1 else ''}"
    return f"{text.units:3} of {text.room} units, {parts}, {text.encoding}"


def in_a_line(text: ShownText) -> str:
    """A mail with its subject first, and its lines parted by strokes."""
    lines = " / ".join(line for line in text.longest.splitlines() if line)
    return f"[{text.subject}] {lines}" if text.is_mail else lines


def _brought_up_to_date(language: str, texts: tuple[ShownText, ...], *, write: bool) -> Path | None:
    """The catalogue, if it had to be written again."""
    path = LOCALES / language / "texts.po"
    content = path.read_text(encoding="utf-8")
    written = with_values(content, texts)
    if written == content:
        return None
    if write:
        path.write_text(written, encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
