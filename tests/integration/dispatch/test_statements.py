"""Every SQL statement of dispatch is understood by a real PostgreSQL with dispatch's tables."""

from types import ModuleType

import pytest

from services.chassis.database import Database
from services.dispatch.store import brakes as brake_store
from services.dispatch.store import candidates as candidate_search
from services.dispatch.store import content_reads as content_read_store
from services.dispatch.store import findings as finding_store
from services.dispatch.store import incidents as incident_store
from services.dispatch.store import offers as offer_store
from services.dispatch.store import pages as page_store
from services.dispatch.store import roster as roster_store
from services.dispatch.store import sos_calls as sos_call_store
from services.dispatch.store import timeline as timeline_store
from services.dispatch.store import unread_texts as unread_text_store
from services.dispatch.store import views as incident_views

STORES: tuple[ModuleType, ...] = (
    brake_store,
    candidate_search,
    content_read_store,
    finding_store,
    page_store,
    sos_call_store,
    timeline_store,
    unread_text_store,
    incident_store,
    incident_views,
    offer_store,
    roster_store,
)
STATEMENTS = [
    (f"{store.__name__.rsplit('.', 1)[-1]}.{name}", text)
    for store in STORES
    for name, text in vars(store).items()
    if name.isupper() and isinstance(text, str) and text.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
]


async def test_every_statement_can_be_prepared(database: Database) -> None:
    async with database.connection() as connection:
        for name, text in STATEMENTS:
            try:
                await connection.prepare(text)
            except Exception as error:  # the statement's name is what a reader needs
                pytest.fail(f"{name}: {error}")
    assert len(STATEMENTS) > 50
