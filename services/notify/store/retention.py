"""How long notify keeps what (rule R69). Contacts go with their person; numbers that texted STOP are kept for ever."""

from datetime import timedelta
from typing import Final

from services.chassis.retention import KeptRows

KEPT: Final = (
    KeptRows(
        "inbound_text",
        "inbound_text",
        "sid",
        "at",
        timedelta(days=7),
        "a reply as it came, 7 days",
    ),
    KeptRows(
        "message",
        "message",
        "message_id",
        "requested_at",
        timedelta(days=30),
        "practice of hotlines: 30 days",
        only="finished IS NOT NULL",
        with_it=("DELETE FROM delivery WHERE message_id IN (SELECT message_id FROM due)",),
        at_once=300,
    ),
    KeptRows(
        "consent",
        "consent_ledger",
        "entry",
        "at",
        timedelta(days=4 * 365 + 1),
        "4 years, and for as long as it is the proof for somebody whom we text",
        only="NOT EXISTS (SELECT FROM contact WHERE contact.person_id = consent_ledger.person_id)",
    ),
)
