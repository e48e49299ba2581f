"""How a report may end for its caller where no finding answers it, and why a finding may tell nothing.

Open words on the wire: a reader that does not know one tells callers the least, which is true of all of them.
"""

from enum import StrEnum


class Ending(StrEnum):
    """What a person chooses that callers are told."""

    NOT_CHECKED = "not_checked"
    """Nobody could look: nobody was found, nobody came in time."""
    STOPPED = "stopped"
    """It was stopped before anything could be seen; why is nobody's business."""
    MISTAKE = "mistake"
    """The report was taken back."""
    DUPLICATE = "duplicate"
    """It is checked under another report."""
    TOLD_BY_VOICE = "told_by_voice"
    """Somebody called them: no text."""
    NOTHING = "nothing"
    """By choice: a hoax, or a caller whom a text would harm."""


class UnableWhy(StrEnum):
    """Why those who went could not say what it was."""

    CANNOT_TELL = "cannot_tell"
    NO_ACCESS = "no_access"
    UNSAFE = "unsafe"
    """They left because it was not safe."""
