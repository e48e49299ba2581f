"""One self-contained page with every text, English beside Spanish, for a coordinator to read through. Pure."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from deploy.contracts.texts.shown import ShownText, example_value
from schemas.text_units import SmsEncoding
from services.notify.wording.placeholders import PLACEHOLDERS

AUDIENCES: Final = (
    ("volunteers", "To volunteers", "A voluntarios", "they agreed to texts", "aceptaron recibir textos"),
    ("callers", "To callers", "A quien llama", "they said that texts are safe", "dijo que es seguro mandarle textos"),
    ("leads", "To the duty lead", "A responsables de guardia", "pages", "avisos"),
    ("mails", "Mails", "Correos", "to offices and staff", "a oficinas y personal"),
)
ENCODING: Final = {SmsEncoding.GSM7: "GSM-7", SmsEncoding.UCS2: "UCS-2"}
NARROW: Final = 8
"""Units: less room than this is shown in another colour."""
LEAD: Final = (
    "Every text and mail in both languages. Marked: what is filled in, here with an example; point at it to see "
    "how long it may be. The bar: how much of one segment (160 units of GSM-7) is used with every value at its longest."
)
GUIA: Final = (
    "Cada texto y correo en los dos idiomas. Marcado: lo que se llena, aquí con un ejemplo; señálelo para ver "
    "cuánto puede medir. La barra: cuánto se usa de un segmento (160 unidades de GSM-7) con cada dato lo más "
    "largo posible."
)
STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --line: #e3e6ec; --page: #f6f7f9; --card: #fff;
  --bubble: #e9f1ff; --value: #c9defc; --bar: #4a7bd0; --tight: #c77700; --over: #c0262d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e9ee; --soft: #9aa3b2; --line: #2c313c; --page: #14171d;
  --card: #1c2028; --bubble: #24344f; --value: #3a5685; --bar: #7aa5ee; --tight: #e0a040; --over: #ff6b6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { margin: 0 0 4px; font-size: 26px; }
h2 { margin: 40px 0 12px; font-size: 19px; scroll-margin-top: 52px; }
h2 small { font-weight: normal; font-size: 14px; }
small, .purpose, .lead, .cost { color: var(--soft); }
.lead { max-width: 76ch; margin: 4px 0; }
nav { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line); }
nav div { max-width: 1180px; margin: 0 auto; padding: 10px 24px; display: flex; gap: 20px; flex-wrap: wrap; }
nav a { color: var(--bar); text-decoration: none; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px;
  margin: 0 0 12px; display: grid; grid-template-columns: 84px 1fr 1fr; gap: 4px 20px; scroll-margin-top: 52px; }
article > b { font-size: 16px; overflow-wrap: anywhere; }
.purpose { font-size: 13px; margin: 0 0 6px; }
.bubble { background: var(--bubble); border-radius: 14px 14px 14px 4px; padding: 9px 13px; white-space: pre-line; }
.bubble strong { display: block; margin-bottom: 6px; }
mark { background: var(--value); color: inherit; border-radius: 4px; padding: 0 2px; }
.cost { font-size: 12.5px; margin: 6px 0 0; display: flex; align-items: center; gap: 8px; }
meter-bar { display: block; flex: 0 0 120px; height: 5px; border-radius: 3px; background: var(--line);
  overflow: hidden; }
meter-bar i { display: block; height: 100%; background: var(--bar); }
.tight i { background: var(--tight); } .over i { background: var(--over); } .over { color: var(--over); }
details { font-size: 12.5px; color: var(--soft); margin-top: 2px; } summary { cursor: pointer; }
details p { margin: 4px 0 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-line; }
@media (max-width: 760px) { nav { position: static; } article { grid-template-columns: 1fr; gap: 14px; } }
@media print { nav { display: none; } article { break-inside: avoid; } }
"""


def page(shown: Mapping[str, Sequence[ShownText]]) -> str:
    """`shown`: by language, all in the same order."""
    pairs = list(zip(*shown.values(), strict=True))
    sections, links = [], []
    for anchor, english, spanish, note, nota in AUDIENCES:
        of_it = [pair for pair in pairs if audience_of(pair[0]) == anchor]
        links.append(f'<a href="#{anchor}">{english} · {spanish} ({len(of_it)})</a>')
        heading = f'<h2 id="{anchor}">{english} · {spanish} <small>{note} · {nota}</small></h2>'
        sections.append(heading + "".join(map(_card, of_it)))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Texts · Textos</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><header><h1>What we send · Lo que mandamos</h1>"
        f'<p class="lead">{LEAD}</p><p class="lead" lang="es">{GUIA}</p></header>'
        f"<nav><div>{''.join(links)}</div></nav><main>{''.join(sections)}</main></body></html>\n"
    )


def audience_of(text: ShownText) -> str:
    if text.is_mail:
        return "mails"
    return {"C": "callers", "D": "leads"}.get(text.template[0], "volunteers")


def _card(pair: Iterable[ShownText]) -> str:
    texts = tuple(pair)
    name = html.escape(texts[0].template)
    return f'<article id="{name}"><b>{name}</b>{"".join(map(_column, texts))}</article>'


def _column(text: ShownText) -> str:
    subject = f"<strong>{_marked(text.subject, text.language)}</strong>" if text.subject is not None else ""
    return (
        f'<div lang="{text.language}"><p class="purpose">{html.escape(text.purpose)}</p>'
        f'<div class="bubble">{subject}{_marked(text.pattern, text.language)}</div>{_cost(text)}</div>'
    )


def _marked(pattern: str, language: str) -> str:
    """The pattern with an example in the place of each $placeholder."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        title = f"${name}: ≤ {PLACEHOLDERS[name].longest}"
        return f'<mark title="{title}">{html.escape(example_value(name, language))}</mark>'

    return re.sub(r"\$([a-z_][a-z_0-9]*)", value, html.escape(pattern, quote=False))


def _cost(text: ShownText) -> str:
    if text.is_mail:
        return ""
    left = text.room - text.units
    kind = "over" if text.segments > 1 else "tight" if left < NARROW else ""
    longest = {"en": "at its longest", "es": "lo más largo"}[text.language]
    parts = {"en": "segment", "es": "segmento"}[text.language] + ("s" if text.segments > 1 else "")
    width = min(100, round(100 * text.units / text.room))
    return (
        f'<p class="cost {kind}"><meter-bar><i style="width:{width}%"></i></meter-bar>'
        f"{text.units}/{text.room} · {text.segments} {parts} · {ENCODING[text.encoding]}</p>"
        f"<details><summary>{longest}</summary><p>{html.escape(text.longest)}</p></details>"
    )
