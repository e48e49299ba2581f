"""How long intake keeps what (rule R69). What lies sealed in a row ends before it, with the key of its day."""

from datetime import timedelta
from typing import Final

from services.chassis.retention import KeptRows

OPEN: Final = "texts_waiting > 0 OR cried_at IS NOT NULL OR (state IN ('released', 'joined') AND closed_at IS NULL)"
"""A person, or dispatch, is not done with it."""

HELD: Final = "EXISTS (SELECT FROM incident i WHERE i.incident_id = report.incident_id AND i.held_at IS NOT NULL)"
"""A legal hold keeps all of its reports (rule R117)."""


def _of_report(table: str) -> str:
    return f"DELETE FROM {table} WHERE report_id IN (SELECT report_id FROM due)"  # noqa: S608  # ours


OF_A_REPORT: Final = ("caller_text", "caller_spoken", "held_answer", "caller_answer", "caller_number", "handed_over")
KEPT: Final = (
    KeptRows("nonce", "nonce", "key_id, webhook_id", "expires_at", timedelta(0), "R91: good for five minutes"),
    KeptRows(
        "caller_number",
        "report",
        "report_id",
        "received_at",
        timedelta(days=7),
        "practice of hotlines: 7 days after close",
        only=f"sealed_contact IS NOT NULL AND NOT ({OPEN}) AND NOT {HELD}"
        " AND (closed_at IS NULL OR closed_at < {cut})",
        change="sealed_contact = NULL, safe_to_text = false",
    ),
    KeptRows(
        "caller_text",
        "caller_text",
        "text_id",
        "received_at",
        timedelta(days=30),
        "caller's words, 30 days",
        only=f"NOT EXISTS (SELECT FROM report WHERE report.report_id = caller_text.report_id AND ({OPEN}))"  # noqa: S608  # ours
        " AND NOT EXISTS (SELECT FROM report JOIN incident USING (incident_id)"
        " WHERE report.report_id = caller_text.report_id AND held_at IS NOT NULL)",
    ),
    KeptRows(
        "text_to_caller",
        "caller_delivery",
        "message_id",
        "noted_at",
        timedelta(days=30),
        "practice of hotlines: 30 days",
    ),
    KeptRows(
        "report",
        "report",
        "report_id",
        "received_at",
        timedelta(days=365),
        "practice of hotlines: a year",
        only=f"NOT ({OPEN}) AND NOT {HELD} AND (closed_at IS NULL OR closed_at < {{cut}})",
        with_it=tuple(map(_of_report, OF_A_REPORT)),
        at_once=150,
    ),
    KeptRows(
        "incident",
        "incident",
        "incident_id",
        "closed_at",
        timedelta(days=365),
        "practice of hotlines: a year",
        only="held_at IS NULL",
    ),
    KeptRows("flood", "flood", "flood_id", "until", timedelta(days=1825), "audit, 5 years"),
    KeptRows("content_read", "content_read", "id", "at", timedelta(days=1825), "audit, 5 years"),
)
