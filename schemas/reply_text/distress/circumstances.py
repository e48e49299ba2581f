"""What is known of whoever writes, as far as it decides whether they cry for help. Pure."""

from dataclasses import dataclass

from schemas.reply_text.distress.harm_table import Where


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of somebody with nothing open, unless it is said."""

    where: Where = Where.NOTHING_OPEN
    teammates: tuple[str, ...] = ()
    """Call signs of whoever is with them: harm done to one is a cry."""
    partner_awaited: bool = False
    """Nobody of their team has come yet: whom they do not see was never with them."""
    partner_in_sos: bool = False
    """One of their team cries for help already: whoever does not see them asks after them."""
    offered: bool = False
    """An offer waits for their answer."""
    asked_how_they_are: bool = False
    paged: bool = False
    """They were paged, and may speak of somebody else's cry."""

    @property
    def on_a_mission(self) -> bool:
        return self.where is not Where.NOTHING_OPEN
