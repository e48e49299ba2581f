"""Which statements are parts of others, and which people look with."""

from typing import Final

PARTS: Final = frozenset(
    {
        "chassis.keys_in_use.WAITING_EVENTS",
        "chassis.replay.DISCARD",
        "dispatch.store.sos_calls.EVERY_CALL",
        "dispatch.store.sos_calls.IN_SOS",
        "dispatch.store.sos_calls.OVERVIEWS",
        "dispatch.store.unread_texts.WAITING",
        "dispatch.store.views.INCIDENTS",
    }
)
"""Texts that stand in other statements and are never run as they are: those have the budgets."""
LOOKED_AT: Final = (
    "chassis.operations_api.",
    "dispatch.store.pages.ALL_OPEN",
    "dispatch.store.pages.CALLERS_TAKEN",
    "dispatch.store.pages.COUNT_OPEN",
    "dispatch.store.roster.ALL_NETWORKS",
    "dispatch.store.roster.NETWORK_FILE",
    "dispatch.store.roster.ROSTER",
    "dispatch.store.roster.VOLUNTEERS",
    "dispatch.store.sos_calls.BY_ID",
    "dispatch.store.sos_calls.COUNT",
    "dispatch.store.sos_calls.ENTRIES_OF",
    "dispatch.store.sos_calls.LISTED",
    "dispatch.store.sos_calls.NAMED",
    "dispatch.store.timeline.",
    "dispatch.store.unread_texts.COUNT_ALL",
    "dispatch.store.unread_texts.COUNT_OPEN",
    "dispatch.store.unread_texts.LATEST",
    "dispatch.store.unread_texts.OPEN",
    "dispatch.store.views.",
)
"""What people look with runs on connections that plan as PostgreSQL finds best (`services/chassis/database.py`): it is
measured as both kinds plan it, because a unit of work may ask it too."""
