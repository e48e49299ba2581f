"""How long dispatch keeps what (rule R69). What lies sealed in a row ends before it, with the key of its day."""

from datetime import timedelta
from typing import Final

from services.chassis.retention import KeptRows

SAYS: Final = "wave,zone,ref,outcome,reason,why,why_apart,unreachable,ending,count,minutes,cries,attempt,beside"
"""What of a line of a timeline names nobody; the line is read with a dash in the place of the rest."""

NOT_HELD: Final = (
    "NOT EXISTS (SELECT FROM incident held WHERE held.incident_id = {table}.incident_id AND held.held_at IS NOT NULL)"
)
"""Of what hangs on an incident: a legal hold keeps all of it (rule R117)."""
OFFER_UNLINKED: Final = "volunteer_id = offer_id, callsign = '', languages = '{}', reasons = '{}'"
ASSIGNMENT_UNLINKED: Final = "volunteer_id = assignment_id, callsign = '', languages = '{}'"
TOLD_OF_NOBODY: Final = (
    "params = (SELECT coalesce(jsonb_object_agg(key, value), '{}')"  # noqa: S608  # ours
    f" FROM jsonb_each(params) WHERE key = ANY('{{{SAYS}}}'))"
)
"""What of a row says who it was ends so; the row stays. Erasure (`erasures.py`) ends the same, of one person."""


def _of_incident(statement: str) -> str:
    return f"{statement} WHERE incident_id IN (SELECT incident_id FROM due)"  # noqa: S608  # ours


KEPT: Final = (
    KeptRows(
        "who_went",
        "incident",
        "incident_id",
        "closed_at",
        timedelta(days=30),
        "the link to a volunteer, 30 days",
        only="unlinked_at IS NULL AND held_at IS NULL",
        change="unlinked_at = app.now(), meeting = NULL, look_at = NULL, agency_words = NULL",
        with_it=tuple(
            map(
                _of_incident,
                (
                    f"UPDATE offer SET {OFFER_UNLINKED}",  # noqa: S608  # ours
                    f"UPDATE assignment SET {ASSIGNMENT_UNLINKED}",  # noqa: S608  # ours
                    "UPDATE finding SET submitted_by = '', seen_by = '{}', words = NULL, note = NULL",
                    f"UPDATE timeline SET {TOLD_OF_NOBODY}",  # noqa: S608  # ours
                    "UPDATE report SET place = NULL",
                ),
            )
        ),
        at_once=20,
    ),
    KeptRows(
        "page",
        "page",
        "page_id",
        "raised_at",
        timedelta(days=30),
        "practice of hotlines: 30 days",
        only=f"NOT open AND {NOT_HELD.format(table='page')}",
    ),
    KeptRows(
        "unread_text",
        "unread_text",
        "reply_id",
        "settled_at",
        timedelta(days=7),
        "a reply as it came, 7 days",
        only=NOT_HELD.format(table="unread_text"),
    ),
    KeptRows(
        "sos_call",
        "sos_call",
        "call_id",
        "cleared_at",
        timedelta(days=90),
        "practice of hotlines: 90 days",
        only=NOT_HELD.format(table="sos_call"),
        with_it=("DELETE FROM sos_entry WHERE call_id IN (SELECT call_id FROM due)",),
        at_once=100,
    ),
    KeptRows(
        "unserved_report",
        "report",
        "report_id",
        "noted_at",
        timedelta(days=365),
        "practice of hotlines: a year",
        only="incident_id IS NULL",
    ),
    KeptRows(
        "incident",
        "incident",
        "incident_id",
        "closed_at",
        timedelta(days=365),
        "practice of hotlines: a year",
        only="held_at IS NULL AND NOT EXISTS (SELECT FROM sos_call WHERE sos_call.incident_id = incident.incident_id)",
        with_it=tuple(
            _of_incident(f"DELETE FROM {table}")  # noqa: S608  # ours
            for table in ("offer", "assignment", "finding", "report", "page", "timeline")
        ),
        at_once=20,
    ),
    KeptRows("erasure_code", "erasure_code", "person_id", "sent_at", timedelta(days=1), "ours: good for ten minutes"),
    KeptRows("erasure", "erasure", "person_id", "erased_at", timedelta(days=1825), "audit, 5 years"),
    KeptRows("content_read", "content_read", "id", "at", timedelta(days=1825), "audit, 5 years"),
)
