"""Turn what strangers wrote into markup that cannot act: escaped, and with invisible characters made visible."""

import re
import unicodedata
from datetime import UTC, datetime

from markupsafe import Markup, escape

# C0 and C1 but for the line feed, soft hyphen, the invisible and direction-changing ones, tags.
_UNSEEN = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f"
    "\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\U000e0000-\\U000e0fff]"
)


def visible(text: str) -> Markup:
    """Safe between tags: `<script>` is letters, and a bidi override is a small mark with its number."""
    return Markup(_UNSEEN.sub(_mark, str(escape(text.replace("\r\n", "\n")))))  # noqa: S704 - escaped just here


def _mark(found: "re.Match[str]") -> str:
    character = found[0]
    name = unicodedata.name(character, "CONTROL CHARACTER")
    return f'<span class="unseen" title="{escape(name)}">U+{ord(character):04X}</span>'


def without_unseen(text: str) -> str:
    """For an attribute, which cannot hold a mark: what would be invisible is left out."""
    return _UNSEEN.sub("", text)


def time_of(at_us: int) -> Markup:
    """In UTC; the page's script puts it into the reader's own time."""
    moment = datetime.fromtimestamp(at_us / 1_000_000, UTC)
    return Markup('<time datetime="{}">{} UTC</time>').format(
        moment.isoformat(timespec="milliseconds"), moment.strftime("%H:%M:%S")
    )
