"""Who seals and who opens under which key: the one table (rule R68). A service's Keyring refuses every other class."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

NOBODY: Final = frozenset[str]()


def _everyone_of(_: str, __: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class KeyClass:
    """Keys of one kind, and the services that may use them."""

    sealed_by: frozenset[str]
    opened_by: frozenset[str]
    kept_by: str | None = None
    """Who makes and destroys its keys: one for each person or source. None: the key job alone makes them."""
    keep_days: int | None = None
    """A key a day, destroyed when so many more are over and no open matter needs it (rule R63). None: not by date."""
    before: frozenset[str] = NOBODY
    """Who opens what the last release sealed here and this one seals under another class. The next release drops it."""
    only: Callable[[str, str], bool] = _everyone_of
    """Which of its keys: the service, and what is behind the class in the key's id."""

    @property
    def daily(self) -> bool:
        return self.keep_days is not None

    @property
    def read_by(self) -> frozenset[str]:
        return self.sealed_by | self.opened_by | self.before


INDEX_OF: Final = {"contact": "notify", "optout": "notify", "caller": "intake", "retry": "intake"}
"""Blind indexes of phone numbers, and of what a source calls a report by; each with a key that one service has."""


def _indexes_of(service: str, purpose: str) -> bool:
    return INDEX_OF.get(purpose) == service


INTAKE, DISPATCH, NOTIFY = (frozenset({name}) for name in ("intake", "dispatch", "notify"))

KEY_CLASSES: Final[dict[str, KeyClass]] = {
    # numbers of callers; of strangers who text, too
    "contact": KeyClass(INTAKE | NOTIFY, INTAKE | NOTIFY, keep_days=7),
    # what callers say, on the phone (intake) or by text (notify)
    "words": KeyClass(INTAKE | NOTIFY, INTAKE, keep_days=14, before=DISPATCH),
    # what volunteers text
    "replies": KeyClass(NOTIFY, DISPATCH, keep_days=14),
    # what teams and staff write down in dispatch; what an agency was, for callers
    "notes": KeyClass(DISPATCH, DISPATCH | INTAKE, keep_days=14),
    # exact places
    "case": KeyClass(INTAKE | DISPATCH, INTAKE | DISPATCH, keep_days=30, before=NOTIFY),
    # what fills a text and no topic may show
    "params": KeyClass(INTAKE | DISPATCH, NOTIFY, keep_days=2),
    # number and address of a volunteer: goes when they go (rule R64)
    "person": KeyClass(NOTIFY, NOTIFY, kept_by="notify"),
    # a source's signing secret
    "source": KeyClass(INTAKE, INTAKE, kept_by="intake"),
    # what a legal hold keeps, sealed again: a key for each incident, until hold and time are over (rule R117)
    "hold": KeyClass(INTAKE | DISPATCH, INTAKE | DISPATCH, kept_by="dispatch"),
    "index": KeyClass(NOBODY, INTAKE | NOTIFY, only=_indexes_of),
}


def class_of(key_id: str) -> tuple[KeyClass | None, str]:
    name, _, rest = key_id.partition("/")
    return KEY_CLASSES.get(name), rest


def may_read(service: str | None, key_id: str) -> bool:
    """None is the key job, which has all."""
    found, rest = class_of(key_id)
    return found is not None and (service is None or (service in found.read_by and found.only(service, rest)))


def may_seal(service: str | None, key_id: str) -> bool:
    found, _ = class_of(key_id)
    return found is not None and (service is None or service in found.sealed_by)


def may_keep(service: str | None, key_id: str) -> bool:
    """Make it, or destroy it."""
    found, _ = class_of(key_id)
    return found is not None and (service is None or service == found.kept_by)
