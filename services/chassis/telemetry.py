"""Logs and metrics: fixed event names, ids only; each metric declared once, with a sentence."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge, Histogram

from services.chassis.log_output import LogOutput

PUBLISHED = Counter("hotline_events_published_total", "Events the broker acknowledged.")
REPUBLISHED = Counter("hotline_events_republished_total", "Events published again because nobody noted them.")
PRODUCERS_REPLACED = Counter("hotline_producers_replaced_total", "Relay restarts: a producer was thrown away.")
OUTBOX_OLDEST = Gauge(
    "hotline_outbox_oldest_seconds", "How long the oldest event has been waiting to be published; pages at 10."
)
UNACKNOWLEDGED = Gauge("hotline_unacknowledged_reports", "Events that nobody noted for 120 s; pages at 1.")
CONSUMED = Counter("hotline_events_consumed_total", "Events handled, by consumer group.", ["group"])
REDELIVERED = Counter("hotline_events_redelivered_total", "Events seen before; they changed nothing.", ["group"])
CONSUMER_LAG = Gauge("hotline_consumer_lag", "Records behind the end of the topics, by consumer group.", ["group"])
GAPS = Counter("hotline_offset_gaps_total", "Records that were skipped by an offset jump; pages at 1.", ["group"])
PARKED = Counter(
    "hotline_events_parked_total", "Events set aside because a handler failed on their subject.", ["group"]
)
DEAD_LETTERS = Counter("hotline_dead_letters_total", "Events nobody can read or handle; pages at 1.", ["group"])
UNAUTHENTIC_EVENTS = Counter(
    "hotline_unauthentic_events_total",
    "Records that the topic's own producer did not make, or whose key is not here; pages at 1.",
    ["group", "topic"],
)
UNAUTHENTIC_DROPPED = Counter(
    "hotline_unauthentic_dropped_total",
    "Of those, records that were counted and not kept: more than a topic's hour may bring; pages at 1.",
    ["group", "topic"],
)
FUSE_BLOWN = Gauge(
    "hotline_consumer_fuse_blown",
    "Partitions that rest because our handler failed on too much of them, by consumer group; pages at 1.",
    ["group"],
)
DEADLINE_LATENESS = Histogram(
    "hotline_deadline_lateness_seconds", "How late deadlines fired.", buckets=(0.05, 0.25, 1, 2, 5, 15, 60, 300)
)
REQUESTS = Counter(
    "hotline_http_requests_total", "HTTP answers by method, route and status.", ["method", "route", "status"]
)
CONNECTIONS_CUT = Counter(
    "hotline_http_connections_cut_total",
    "Connections that we ended: no whole head, body or reading of an answer in time, too large a head, or no room.",
    ["why"],
)
RECEIPTS_WITHHELD = Counter(
    "hotline_receipts_withheld_total", "Receipts that a source may not have sent: too many numbers at once."
)
REPORTS_HELD_BACK = Counter(
    "hotline_reports_held_back_total",
    "Released reports that came past intake and were held here, because their source has as much open as it may.",
)
TEXTS_CAPPED = Counter(
    "hotline_texts_capped_total",
    "Texts to callers kept back because their number, or all together (`total`; pages at 1), had as many as may be.",
    ["cap"],
)
BRAKED = Counter(
    "hotline_offers_braked_total",
    "Times so many offers were not received that no more people were asked, by network; pages at 1.",
    ["network"],
)
PAGES_UNHEARD = Counter(
    "hotline_pages_unheard_total", "Times a page was due and nobody of its chain could be texted; pages at 1."
)
STRAY_MOVES = Counter(
    "hotline_stray_moves_total", "Moves that the table of their states does not know: a fault of ours, by kind.", ["of"]
)
SEALED_OPENED = Counter("hotline_sealed_opened_total", "Sealed values opened by machines, by purpose.", ["purpose"])
HANDOFF = Histogram(
    "hotline_report_to_handoff_seconds",
    "From the request of a message to the provider taking it.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
)
DELIVERIES_UNKNOWN = Gauge("hotline_deliveries_unknown", "Texts whose hand-over is being reconciled with the provider.")
SAFETY_RESENT = Counter(
    "hotline_safety_texts_resent_total", "Safety texts that went again because nothing confirmed them within 10 s."
)
ACCEPTED_TWICE = Counter(
    "hotline_accepted_twice_total", "Deliveries that the provider took twice; above the safety texts resent: a bug."
)
VALUES_CUT = Counter(
    "hotline_text_values_cut_total", "Names and places that a text said only in part, by placeholder.", ["placeholder"]
)
CLOCK_SKEW = Gauge(
    "hotline_clock_skew_seconds",
    "How far another service's clock is ahead of ours at least (below 0: behind), or this process's own of its "
    "database's; pages beyond 5.",
    ["against"],
)
RETENTION_ENDED = Counter("hotline_retention_ended_total", "Rows that were kept long enough, by class.", ["kept"])
RETENTION_DUE = Gauge(
    "hotline_retention_due", "Rows that the next run of retention ends (up to 10,000), by class.", ["kept"]
)
RETENTION_RAN = Gauge(
    "hotline_retention_ran_timestamp_seconds", "When retention ran last; pages when that is a day ago or more."
)
KEYS_OVERDUE = Gauge(
    "hotline_keys_overdue",
    "Keys of days that are there beyond their date, by class: the job does not run, or an open matter needs them.",
    ["key_class"],
)
ERASURES_WAITING = Gauge(
    "hotline_erasures_waiting", "People who asked to be erased and are still needed by what is open."
)
ERASURES_OVERDUE = Gauge("hotline_erasures_overdue", "Those of them who asked more than 24 hours ago; pages at 1.")
LOG_LINES_LOST = Counter(
    "hotline_log_lines_lost_total", "Log lines that could not be written: a full disk, or nobody who reads them."
)
STAFF_FILE_FAULTS = Gauge(
    "hotline_staff_file_faults",
    "Entries of the staff file that nobody can read, or 1 where the whole file is such; pages at 1.",
)
WEBHOOKS_REFUSED = Counter("hotline_webhooks_refused_total", "Provider calls without a signature that fits.")

PERSONAL = re.compile(r"\+?\d[\d\s().-]{6,}\d|[\w.+-]+@[\w-]+\.\w+")
NOBODYS = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # an id of ours
    r"|(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}"  # a digest
    r"|\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?"  # a date or a moment
)
"""What looks like a number to call and is none; only as a whole value."""
LIKE_A_PHONE: Final = 10**9
"""Integers from here to 15 digits may be phone numbers; nothing that is counted here gets there."""


def _redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last fence: mask anything that looks like a phone number or an address, and drop control characters."""
    for key, value in event.items():
        if key in ("timestamp", "level"):
            continue
        if isinstance(value, int) and not isinstance(value, bool) and LIKE_A_PHONE <= abs(value) < 10**15:
            event[key] = "[redacted]"
        elif isinstance(value, str) and not NOBODYS.fullmatch(value):
            event[key] = PERSONAL.sub("[redacted]", "".join(c for c in value if c.isprintable() or c == "\n"))
        elif not isinstance(value, str | int | float | bool | None):
            event[key] = PERSONAL.sub("[redacted]", str(value))
    return event


def _error_class_only(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep an exception's class and place, never its message: messages repeat values (rule R65)."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else (sys.exc_info()[1] if info else None)
    if error is not None:
        places, trace = [], error.__traceback__
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["error"] = type(error).__name__
        event["at"] = " > ".join(places[-6:])
    return event


def configure_logging(service: str, level: str) -> None:
    """structlog JSON lines on stdout; the standard library's loggers go the same way.

    A process that was started without one has none: its number is given to the next file or connection.
    """
    output = LogOutput(None if sys.stdout is None else sys.stdout.fileno(), on_lost=LOG_LINES_LOST.inc)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _error_class_only,
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=output),  # type: ignore[arg-type]  # it writes, flushes
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpcore", "uvicorn", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # its messages repeat; the loops say what matters
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
