"""How long dispatch keeps what (rule R69). What lies sealed in a row ends before it, with the key of its day."""

from datetime import timedelta
from typing import Final

from services.chassis.retention import KeptRows

SAYS: Final = "wave,zone,ref,outcome,reason,why,why_apart,unreachable,ending,count,minutes,cries,attempt,beside"
"""What of a line of a timeline names nobody; the line is read with a dash in the place of the rest."""


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
        only="unlinked_at IS NULL",
        change="unlinked_at = app.now(), meeting = NULL, look_at = NULL, agency_words = NULL",
        with_it=tuple(
            map(
                _of_incident,
                (
                    "UPDATE offer SET volunteer_id = offer_id, callsign = '', languages = '{}', reasons = '{}'",
                    "UPDATE assignment SET volunteer_id = assignment_id, callsign = '', languages = '{}'",
                    "UPDATE finding SET submitted_by = '', seen_by = '{}', words = NULL, note = NULL",
                    "UPDATE timeline SET params = (SELECT coalesce(jsonb_object_agg(key, value), '{}')"  # noqa: S608  # ours
                    f" FROM jsonb_each(params) WHERE key = ANY('{{{SAYS}}}'))",  # ours
                    "UPDATE report SET place = NULL",
                ),
            )
        ),
        at_once=20,
    ),
    KeptRows(
        "page", "page", "page_id", "raised_at", timedelta(days=30), "practice of hotlines: 30 days", only="NOT open"
    ),
    KeptRows(
        "unread_text",
        "unread_text",
        "reply_id",
        "settled_at",
        timedelta(days=7),
        "a reply as it came, 7 days",
    ),
    KeptRows(
        "sos_call",
        "sos_call",
        "call_id",
        "cleared_at",
        timedelta(days=90),
        "practice of hotlines: 90 days",
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
        only="NOT EXISTS (SELECT FROM sos_call WHERE sos_call.incident_id = incident.incident_id)",
        with_it=tuple(
            _of_incident(f"DELETE FROM {table}")  # noqa: S608  # ours
            for table in ("offer", "assignment", "finding", "report", "page", "timeline")
        ),
        at_once=20,
    ),
    KeptRows("content_read", "content_read", "id", "at", timedelta(days=1825), "audit, 5 years"),
)
