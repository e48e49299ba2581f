"""Every SQL statement of dispatch is understood by a real PostgreSQL with dispatch's tables."""

from types import ModuleType

import pytest

from services.chassis.database import Database
from services.dispatch.store import brakes as brake_store
from services.dispatch.store import candidates as candidate_search
from services.dispatch.store import codes as code_store
from services.dispatch.store import content_reads as content_read_store
from services.dispatch.store import findings as finding_store
from services.dispatch.store import incidents as incident_store
from services.dispatch.store import offers as offer_store
from services.dispatch.store import pages as page_store
from services.dispatch.store import quota as quota_store
from services.dispatch.store import roster as roster_store
from services.dispatch.store import sos_calls as sos_call_store
from services.dispatch.store import tallies as tally_store
from services.dispatch.store import timeline as timeline_store
from services.dispatch.store import unread_texts as unread_text_store
from services.dispatch.store import views as incident_views
from tests.support.plans import walked

STORES: tuple[ModuleType, ...] = (
    brake_store,
    candidate_search,
    code_store,
    content_read_store,
    finding_store,
    page_store,
    sos_call_store,
    tally_store,
    timeline_store,
    unread_text_store,
    incident_store,
    incident_views,
    offer_store,
    quota_store,
    roster_store,
)
STATEMENTS = [
    (f"{store.__name__.rsplit('.', 1)[-1]}.{name}", text)
    for store in STORES
    for name, text in vars(store).items()
    if name.isupper() and isinstance(text, str) and text.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
]


WALKS = {
    "candidates.NEAREST_WITH_TRAIT": "by distance within its cells: test_candidates.py looks at its plan",
    "incidents.HELD_NEAR_SOS": "an index holds what waits because of an SOS, which is little",
    "pages.ALL_OPEN": "what is open, for who looks",
    "pages.CALLERS_TAKEN": "an index holds callers who cried and nobody has spoken with",
    "pages.COUNT_OPEN": "what is open, for who looks",
    "pages.LEADERLESS": "an index holds those alone, one for each change of a network",
    "pages.NETWORKS_IN_NEED": "what is open",
    "pages.NETWORKS_TOLD": "what is open",
    "roster.ALL_NETWORKS": "networks are few",
    "roster.CLEAR_DUTY": "open cries are few",
    "roster.END_OF_DUTY": "open cries are few",
    "roster.FIRST_NETWORK": "networks are few",
    "sos_calls.BY_ID": "for who looks",
    "sos_calls.COUNT": "for who looks",
    "sos_calls.EVERY_CALL": "for who looks",
    "sos_calls.LISTED": "for who looks",
    "sos_calls.NAMED": "for who looks",
    "sos_calls.NOT_PAGED": "open cries are few",
    "sos_calls.OUT_THERE": "cries that are open, or were two hours ago, are few",
    "sos_calls.OVERVIEWS": "for who looks",
    "unread_texts.COUNT_ALL": "for who looks",
    "unread_texts.COUNT_OPEN": "what is open",
    "sos_calls.IN_SOS": "for who looks; IN_SOS_OF by the person",
    "unread_texts.LATEST": "for who looks",
    "unread_texts.LIKE_IT": "what is open",
    "unread_texts.OPEN": "what is open",
    "unread_texts.WAITING": "for who looks",
    "unread_texts.WAITING_OF": "what is open",
    "views.COUNT_ALL": "for who looks",
    "views.COUNT_OPEN": "what is open",
    "views.INCIDENTS": "for who looks",
    "views.LATEST": "for who looks",
    "views.OPEN": "what is open",
    "views.OPEN_MISSIONS": "what is open",
}
"""Statements that read a table, or what an index holds, from end to end; and why that is not long."""


async def test_every_statement_can_be_prepared(database: Database) -> None:
    async with database.connection() as connection:
        for name, text in STATEMENTS:
            try:
                await connection.prepare(text)
            except Exception as error:  # the statement's name is what a reader needs
                pytest.fail(f"{name}: {error}")
    assert len(STATEMENTS) > 50


async def test_every_statement_finds_its_rows_by_a_key_of_theirs(database: Database) -> None:
    """However many there are: planned while a table is empty, a statement keeps its plan when it is full."""
    found = {name: tables for name, text in STATEMENTS if (tables := await walked(database, text))}

    assert found.keys() == WALKS.keys(), {name: found.get(name) for name in found.keys() ^ WALKS.keys()}
