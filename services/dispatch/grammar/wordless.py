"""A text without a word: a photo, an emoji, thanks in signs. Pure."""

from services.dispatch.grammar.readings import Unread
from services.dispatch.grammar.their_text import TheirText

_PHOTOS = ("📷", "📸", "🎥", "📹", "🖼")
_KIND_SIGNS = frozenset("🙏❤♥😊🙂😀😁😃😄👏💪🤝🙌😘🥰💜💙💚🧡💛🖤🤍🎉✊✌👋😅😂🤣🫶🫡😌🏻🏼🏽🏾🏿\ufe0f\u200d!.…,♀♂")


def wordless(text: TheirText) -> Unread:
    """A photo comes without words; on a mission, a cry may be an emoji. Thanks are 🙏 and bother nobody."""
    signs = tuple(piece for piece in text.heard.typed if piece != "\n")
    if not signs:
        return Unread(None, () if text.heard.copied else ("",))
    kind = all(character in _KIND_SIGNS for piece in signs for character in piece)
    open_to_us = text.situation.assignment is not None or text.situation.open_offers
    photo = any(sign in piece for piece in signs for sign in _PHOTOS)
    return Unread(None, signs if photo or (open_to_us and not kind) else ())
