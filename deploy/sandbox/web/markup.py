"""Turn what strangers wrote into markup that cannot act: escaped, and with invisible characters made visible."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from deploy.sandbox.web.phrases import Phrases

# C0 and C1 but for the line feed, soft hyphen, the invisible and direction-changing ones, tags.
_UNSEEN = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f"
    "\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\U000e0000-\\U000e0fff]"
)


def inert(text: str) -> str:
    """Safe between tags: `<script>` is letters, and a bidi override is a small mark with its number."""
    return _UNSEEN.sub(_mark, escape(text.replace("\r\n", "\n")))


def _mark(found: "re.Match[str]") -> str:
    character = found[0]
    name = unicodedata.name(character, "CONTROL CHARACTER")
    return f'<span class="unseen" title="{escape(name)}">U+{ord(character):04X}</span>'


def attribute(text: str) -> str:
    """Safe between double quotes; what would be invisible is left out."""
    return escape(_UNSEEN.sub("", text), quote=True)


def time_of(at_us: int) -> str:
    """In UTC; the page's script puts it into the reader's own time."""
    moment = datetime.fromtimestamp(at_us / 1_000_000, UTC)
    return f'<time datetime="{moment.isoformat(timespec="milliseconds")}">{moment:%H:%M:%S} UTC</time>'


def document(phrases: Phrases, title: str, here: str, last_event: int, content: Iterable[str]) -> bytes:
    """A whole page around its content. `here` names the page in the navigation and picks its script."""
    lang = phrases["lang"]
    links = "".join(
        f'<a href="{path}?lang={lang}"{" aria-current=page" if name == here else ""}>{phrases[name]}</a>'
        for name, path in (("home", "/"), ("phones", "/phones"), ("mailbox", "/mailbox"))
    )
    path = "/" if here == "home" else f"/{here}"
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{attribute(title)} · {phrases["product"]}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/sandbox.css">
<script src="/static/sandbox.js" type="module"></script>
</head>
<body data-here="{here}" data-last-event="{last_event}">
<a class="skip" href="#content">{phrases["skip"]}</a>
<header class="bar">
<p class="brand"><span class="brand-mark" aria-hidden="true"></span>{phrases["product"]}</p>
<nav>{links}</nav>
<p class="live" role="status" data-live="{phrases["live"]}" data-offline="{phrases["offline"]}"></p>
<a class="language" href="{path}?lang={phrases["other_lang"]}" lang="{phrases["other_lang"]}">{
        phrases["other_lang_name"]
    }</a>
</header>
<main id="content">{"".join(content)}</main>
<footer>{phrases["sandbox_note"]}</footer>
<p class="unheard" role="status" id="announcement"></p>
</body>
</html>""".encode()
