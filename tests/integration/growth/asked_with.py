"""What a statement is asked with where its columns alone do not say it: by the place of each parameter."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tests.load.fill import CELLS, key

NETWORKS: Final = ["la"]
NEW: Final = key("new", 1)
SEARCH: Final = {
    1: [1], 2: NETWORKS, 3: [20], 4: [0], 5: [False], 6: [2], 7: [6], 8: [1], 9: [3], 10: [1, 2, 8], 11: [1, 7, 19],
    12: CELLS[:19], 13: [1.0] * 19, 15: [False],
}  # fmt: skip
CHASSIS: Final[Mapping[str, Mapping[int, Any]]] = {
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
    "incidents.LOCK_AREAS": {1: CELLS[:7]},
    "incidents.LOCK_JOINABLE": {1: CELLS[:19]},
    "incidents.LOCK_JOINABLE_OR_NAMED": {1: CELLS[:19], 3: NETWORKS, 4: ["23C"]},
    "incidents.NEAR": {1: CELLS[:19]},
    "incidents.OPEN": {3: ["NEW"]},
    "incidents.WAITING": {1: ["long_held"], 2: NETWORKS, 3: [False], 4: []},
    "offers.CONCERNED": {3: timedelta(hours=1)},
    "pages.ALL_OPEN": {1: ["unfilled"], 2: 500},
    "pages.LOCK_ADDRESSEES": {1: [key("volunteer", 1)]},
    "pages.TAKE_TURNS": {1: ["fill"]},
    "roster.APPLY_NETWORK": {2: '{"new": 1}', 3: CELLS},
    "roster.SET_DUTY": {2: "lead", 3: None},
    "roster.UPSERT_VOLUNTEERS": {2: ["FILL-1"], 9: "la"},
    "sos_calls.COUNT": {1: "open"},
    "sos_calls.LISTED": {1: "open", 3: 500},
    "unread_texts.LATEST": {2: NETWORKS, 3: True},
    "unread_texts.TOLD_SO": {1: [key("volunteer", 1)]},
    "views.LATEST": {2: NETWORKS, 3: True},
}
