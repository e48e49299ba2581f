"""What may follow each state of a report, and on whose word; docs/states.md is written from it. Pure."""

from collections.abc import Mapping
from typing import Final

from services.intake.model.report import ReportState

MOVES: Final[Mapping[ReportState, Mapping[ReportState, str]]] = {
    ReportState.HELD: {
        ReportState.RELEASED: "a person releases it",
        ReportState.DISMISSED: "a person decides that it is not acted on; or nobody did on a sighting, for three days",
    },
    ReportState.RELEASED: {
        ReportState.JOINED: "dispatch opened an incident for it, or let it join one",
        ReportState.UNSERVED: "it lies in no territory",
        ReportState.HELD: "dispatch has as much of its source open as may be; not where a person released it",
    },
    ReportState.UNSERVED: {ReportState.JOINED: "a later revision lies in one"},
    ReportState.JOINED: {},
    ReportState.DISMISSED: {},
}
