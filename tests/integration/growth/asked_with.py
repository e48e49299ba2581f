"""What a statement is asked with where its columns alone do not say it: by the place of each parameter."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tests.load.fill import CELLS, key, number

NETWORKS: Final = ["la"]
NEW: Final = key("new", 1)
SEARCH: Final = {
    1: [1], 2: NETWORKS, 3: [20], 4: [0], 5: [False], 6: [2], 7: [6], 8: [1], 9: [3], 10: [1, 2, 8], 11: [1, 7, 19],
    12: CELLS[:19], 13: [1.0] * 19, 15: [False],
}  # fmt: skip
CHASSIS: Final[Mapping[str, Mapping[int, Any]]] = {
    "forged.SAVE_HOUR": {3: 7, 4: 700, 5: 7},
    "inbox.CLAIM": {1: [key("new", n) for n in range(50)], 2: 0},
    "inbox.DEAD_LETTER_COPY": {1: "fill", 2: b"x", 3: "fill", 4: "fill", 5: b"x", 6: 0},
    "inbox.MARK": {1: [key("event", n) for n in range(1, 51)]},
    "migrate.RECORD": {1: "29990101000000"},
    "migrate.RECORD_CHECKSUM": {1: "29990101000000"},
    "outbox.NOTED": {1: [key("awaiting", n) for n in range(1, 51)]},
    "progress.SAVE": {1: "fill", 2: ["fill-1"], 3: [0], 4: [1000], 5: [1001], 6: [0], 7: [False], 8: NEW},
    "relay.PUBLISHED_ROWS": {1: list(range(2, 102, 2)), 2: 0},
    "relay.TAKE_LOCK": {1: 1, 2: 9},
    "relay.UNPUBLISHED": {1: 0, 3: []},
    "replay.DISCARD_DEAD": {1: 1, 2: "FILL-1", 3: "fill"},
    "replay.DISCARD_PARKED": {1: 1, 2: "FILL-1", 3: "fill"},
    "replay.NAMED_DEAD": {2: 1},
    "replay.REVIVE": {1: 1},
    "retention.NOTE_RUN": {1: ["page"], 2: [3]},
    "timers.DUE": {1: 50},
    "timers.KINDS_DUE": {1: 50},
    "timers.POSTPONE": {1: key("timer", 49_900)},
}
DISPATCH: Final[Mapping[str, Mapping[int, Any]]] = {
    "brakes.LOCK_BRAKES": {1: NETWORKS},
    "candidates.NEAREST": SEARCH,
    "candidates.NEAREST_FREE": SEARCH,
    "candidates.NEAREST_WITH_TRAIT": {**SEARCH, 16: ["verified"]},
    "codes.START_COUNTERS": {1: ["new"], 2: 3, 3: 1},
    "content_reads.NOTE_READINGS": {1: "finding", 2: [NEW], 3: "FILL-1", 4: "duty_lead"},
    "erasures.ASK": {5: "FILL-1"},
    "erasures.FORGET_PERSON": {1: key("volunteer", 500)},
    "erasures.UNLINK_FINDINGS": {2: "FILL-1"},
    "erasures.UNLINK_PAGES": {3: "FILL-1"},
    "erasures.UNLINK_TIMELINE": {2: "FILL-1"},
    "erasures.WAITS_FOR": {3: "FILL-1"},
    "erasures.WAITING": {1: NETWORKS},
    "legal_holds.MAY_END": {1: [key("incident", 1)]},
    "legal_holds.HOLD": {3: "FILL-1", 4: "fill"},
    "incidents.LOCK_AREAS": {1: CELLS[:7]},
    "incidents.LOCK_JOINABLE": {1: CELLS[:19]},
    "incidents.LOCK_JOINABLE_OR_NAMED": {1: CELLS[:19], 3: NETWORKS, 4: ["23C"]},
    "incidents.NEAR": {1: CELLS[:19]},
    "incidents.OPEN": {3: ["NEW"]},
    "incidents.WAITING": {1: ["long_held"], 2: NETWORKS, 3: [False], 4: []},
    "offers.CONCERNED": {3: timedelta(hours=1)},
    "pages.ALL_OPEN": {1: ["unfilled"], 2: 500},
    "pages.LOCK_ADDRESSEES": {1: [key("volunteer", 1)]},
    "pages.TAKEN_LATELY": {1: NETWORKS, 2: ["quota", "unserved"]},
    "pages.TAKE_TURNS": {1: ["fill"]},
    "quota.CLAIM_PLACES": {1: [key("source", n) for n in range(5)], 2: ["la"] * 5, 3: [False] * 5, 4: [20] * 5},
    "roster.APPLY_NETWORK": {2: '{"new": 1}', 3: CELLS},
    "roster.NEXT_REVISION": {3: 2},
    "roster.SET_DUTY": {2: "lead", 3: None},
    "roster.UPSERT_VOLUNTEERS": {2: ["FILL-1"], 9: "la"},
    "sos_calls.COUNT": {1: "open"},
    "sos_calls.LISTED": {1: "open", 3: 500},
    "unread_texts.LATEST": {2: NETWORKS, 3: True},
    "unread_texts.TOLD_SO": {1: [key("volunteer", 1)]},
    "views.LATEST": {2: NETWORKS, 3: True},
}
REPORT_ROWS: Final = [
    "(" + ",".join(
        [str(key("new", n)), str(key("source", n % 5)), f"h1:new{n}", r"\\x00", "la", f"{n:06}", "3", "2",
         r"\\x7b7d", r"\\x7b7d", "es", "t", r"\\x01"]
    ) + ")"
    for n in range(50)
]  # fmt: skip
"""A batch of the largest size that the writer makes, as report_row_v1."""
INTAKE: Final[Mapping[str, Mapping[int, Any]]] = {
    "answers.KEEP": {
        1: [key("held", n) for n in range(1, 21)], 2: NEW, 3: "fill", 4: b"{}", 5: key("incident", 1)
    },
    "floods.BEGIN": {3: datetime(2100, 1, 1, tzinfo=UTC), 4: "FILL-1"},
    "floods.END": {3: "FILL-1"},
    "legal_holds.SAVE_HOLD": {3: "FIL", 4: True},
    "news.SAVE_ENDING": {3: "FILL-1"},
    "news.SAVE_REVIEWED": {3: True, 4: "other", 7: 2},
    "queue.CRIES": {3: UUID(int=0), 4: 100},
    "queue.NEXT_OF_EACH_SOURCE": {2: [], 3: [], 4: 100, 6: UUID(int=0)},
    "reports.ADD_REPORTS": {
        1: REPORT_ROWS, 2: [], 4: [1, 0, 0], 5: ["fill"] * 3, 6: ["fill"] * 3, 7: ["dispatch"] * 3, 8: [], 9: [],
        10: [], 11: [key("source", n) for n in range(5)], 12: [False] * 5, 13: [10_000] * 5,
    },
    "reports.SAVE_DISMISSAL": {3: "FILL-1"},
    "reports.HAND_OVER": {2: "sb", 3: 2, 4: NEW, 5: 2, 6: b"{}", 7: "la", 8: "LARK", 9: "duty_lead"},
    "reports.SAVE_HELD": {
        1: [key("report", n) for n in range(1, 51)], 2: [2] * 50, 3: [key("new", n) for n in range(50)], 4: [3] * 50,
        5: [b"{}"] * 50,
    },
    "reports.SAVE_RELEASE": {2: 2, 3: NEW, 4: b"{}"},
    "sources.ADD_KEY": {1: "new"},
    "sources.USE_NONCES": {1: ["fill1"] * 50, 2: [f"new{n}" for n in range(50)], 3: 900.0},
}  # fmt: skip
NOTIFY: Final[Mapping[str, Mapping[int, Any]]] = {
    "contacts.EXISTING": {1: [key("volunteer", n) for n in range(1, 51)]},
    "caller_texts.COUNT": {2: 3},
    "caller_texts.LOCK": {1: [number("optout", n) for n in range(1, 51)]},
    "deliveries.CLAIM": {
        1: "sms", 2: 50, 3: 10, 4: 15, 5: [0, 1, 2, 3], 6: [0.0] * 4, 7: [1.0] * 4, 8: 2, 9: ["V6"], 10: ["V8"],
    },
}  # fmt: skip
