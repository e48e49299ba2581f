"""Dispatch as the console asks it: incidents and their steps, networks, volunteers, unread texts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal
from uuid import UUID

from schemas.api.dispatch.beside import BesideRequest, ReportBeside
from schemas.api.dispatch.erasures import ErasureList, ErasureRequest, ErasureSummary
from schemas.api.dispatch.holds import HoldChanged, HoldList, HoldRequest
from schemas.api.dispatch.incidents import IncidentDetail, IncidentList, TimelinePart
from schemas.api.dispatch.networks import NetworkApplied, NetworkDetail, NetworkList
from schemas.api.dispatch.pages import OpenPageList, PagesTaken, PageTakeRequest
from schemas.api.dispatch.review import ReviewPage
from schemas.api.dispatch.sos import SosCleared, SosDetail, SosList, SosNoted, SosNoteRequest, SosSpokenRequest
from schemas.api.dispatch.steps import (
    CloseRequest,
    LookAtAnswer,
    LookAtRequest,
    MeetingPointRequest,
    OutRequest,
    ReviewAnswer,
    ReviewRequest,
    SendOnAnswer,
    SendOnRequest,
    SplitRequest,
    StandDownRequest,
    StepAnswer,
    TellRequest,
)
from schemas.api.dispatch.unread import (
    UnreadAnswerRequest,
    UnreadCloseRequest,
    UnreadSettled,
    UnreadTextList,
    UnreadTextSummary,
)
from schemas.api.dispatch.volunteers import (
    DutyAnswer,
    DutyRequest,
    OnCallAnswer,
    OnCallRequest,
    VolunteerEntry,
    VolunteerList,
    VolunteersRequest,
    VolunteersSaved,
    VolunteerSummary,
)
from schemas.api.intake.triage import ReportCorrections
from schemas.network_file import NetworkFile
from services.console.client.connection import ServiceConnection, request_of

VOLUNTEERS_AT_ONCE: Final = 500


class DispatchClient(ServiceConnection):
    """A `reference` is an incident's code or id."""

    async def incidents(self, state: Literal["open", "closed", "all"]) -> IncidentList:
        return await self.ask("GET", "/v1/incidents", IncidentList, query={"state": state})

    async def incident(self, reference: str) -> IncidentDetail:
        return await self.ask("GET", f"/v1/incidents/{reference}", IncidentDetail)

    async def timeline(self, reference: str, *, before: int) -> TimelinePart:
        return await self.ask("GET", f"/v1/incidents/{reference}/timeline", TimelinePart, query={"before": str(before)})

    async def beside(self, report_id: str, corrections: ReportCorrections) -> ReportBeside:
        """What a held report would join if it were released with these corrections, and what is near."""
        place = corrections.place
        known_better = {
            "place": None if place is None else {"lat": place.lat, "lon": place.lon},
            "is_residence": corrections.is_residence,
            "observed_at": corrections.observed_at,
        }
        order = request_of(BesideRequest, known_better)
        return await self.ask("POST", f"/v1/reports/{report_id}/beside", ReportBeside, body=order)

    async def unread_texts(self, state: Literal["open", "settled", "all"]) -> UnreadTextList:
        return await self.ask("GET", "/v1/unread", UnreadTextList, query={"state": state})

    async def unread_text(self, reply_id: UUID) -> UnreadTextSummary:
        return await self.ask("GET", f"/v1/unread/{reply_id}", UnreadTextSummary)

    async def answer_text(self, reply_id: UUID, *, text: str, preview: bool) -> UnreadSettled:
        order = request_of(UnreadAnswerRequest, {"text": text, "preview": preview})
        return await self.ask("POST", f"/v1/unread/{reply_id}/answer", UnreadSettled, body=order)

    async def close_text(self, reply_id: UUID, *, note: str) -> UnreadSettled:
        order = request_of(UnreadCloseRequest, {"note": note})
        return await self.ask("POST", f"/v1/unread/{reply_id}/close", UnreadSettled, body=order)

    async def pages(self, code: str | None = None) -> OpenPageList:
        """`code`: only those that a text named by it, open or not."""
        query = {"code": code} if code else None
        return await self.ask("GET", "/v1/pages", OpenPageList, query=query)

    async def take_pages(self, reference: str, *, sos: bool, preview: bool) -> PagesTaken:
        order = request_of(PageTakeRequest, {"sos": sos, "preview": preview})
        return await self.ask("POST", f"/v1/pages/{reference}/take", PagesTaken, body=order)

    async def sos(self, state: Literal["open", "cleared", "all"]) -> SosList:
        return await self.ask("GET", "/v1/sos", SosList, query={"state": state})

    async def sos_told(self, reference: str, callsign: str | None) -> SosDetail:
        query = {"callsign": callsign} if callsign else None
        return await self.ask("GET", f"/v1/sos/{reference}", SosDetail, query=query)

    async def note_on_sos(self, reference: str, *, note: str, callsign: str | None) -> SosNoted:
        order = request_of(SosNoteRequest, {"note": note, "callsign": callsign})
        return await self.ask("POST", f"/v1/sos/{reference}/notes", SosNoted, body=order)

    async def clear_sos(self, reference: str, *, note: str | None, preview: bool) -> SosCleared:
        """Says that somebody spoke with the person."""
        order = request_of(SosSpokenRequest, {"spoken": True, "note": note, "preview": preview})
        return await self.ask("POST", f"/v1/sos/{reference}/clear", SosCleared, body=order)

    async def review_page(self, reference: str) -> ReviewPage:
        return await self.ask("GET", f"/v1/incidents/{reference}/review", ReviewPage)

    async def stand_down(self, reference: str, *, reason: str, tell: str | None, preview: bool) -> StepAnswer:
        order = request_of(StandDownRequest, {"reason": reason, "tell": tell, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/stand-down", StepAnswer, body=order)

    async def tell(self, reference: str, *, ending: str, reports: Sequence[UUID] | None, preview: bool) -> StepAnswer:
        order = request_of(TellRequest, {"ending": ending, "reports": reports, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/tell", StepAnswer, body=order)

    async def review(self, reference: str, said: Mapping[str, object], *, preview: bool) -> ReviewAnswer:
        order = request_of(ReviewRequest, {**said, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/review", ReviewAnswer, body=order)

    async def close(self, reference: str, *, outcome: str, why: str | None, preview: bool) -> ReviewAnswer:
        order = request_of(CloseRequest, {"outcome": outcome, "why": why, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/close", ReviewAnswer, body=order)

    async def split(self, reference: str, *, report: str, preview: bool) -> StepAnswer:
        order = request_of(SplitRequest, {"report": report, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/split", StepAnswer, body=order)

    async def choose_meeting_point(
        self, reference: str, *, name: str, lat: float, lon: float, preview: bool
    ) -> StepAnswer:
        order = request_of(MeetingPointRequest, {"name": name, "lat": lat, "lon": lon, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/meeting-point", StepAnswer, body=order)

    async def choose_where_to_look(self, reference: str, *, place: str | None, preview: bool) -> LookAtAnswer:
        order = request_of(LookAtRequest, {"place": place, "preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/look-at", LookAtAnswer, body=order)

    async def send_on(self, reference: str, *, preview: bool) -> SendOnAnswer:
        order = request_of(SendOnRequest, {"preview": preview})
        return await self.ask("POST", f"/v1/incidents/{reference}/send-on", SendOnAnswer, body=order)

    async def say_out(self, reference: str, *, callsign: str, why: str) -> StepAnswer:
        order = request_of(OutRequest, {"callsign": callsign, "why": why})
        return await self.ask("POST", f"/v1/incidents/{reference}/out", StepAnswer, body=order)

    async def networks(self) -> NetworkList:
        return await self.ask("GET", "/v1/networks", NetworkList)

    async def network(self, network_id: str) -> NetworkDetail:
        return await self.ask("GET", f"/v1/networks/{network_id}", NetworkDetail)

    async def apply_network(self, network: NetworkFile) -> NetworkApplied:
        return await self.ask("PUT", f"/v1/networks/{network.id}", NetworkApplied, body=network)

    async def volunteers(self, network_id: str) -> list[VolunteerSummary]:
        """Everyone, by call sign; asked for in pages, so that no answer is larger than a client takes."""
        found: list[VolunteerSummary] = []
        query = {"limit": str(VOLUNTEERS_AT_ONCE)}
        while True:
            page = await self.ask("GET", f"/v1/networks/{network_id}/volunteers", VolunteerList, query=query)
            found += page.volunteers
            if not page.more:
                return found
            query["after"] = found[-1].callsign

    async def save_volunteers(
        self, network_id: str, volunteers: Sequence[VolunteerEntry], *, dry_run: bool = False
    ) -> VolunteersSaved:
        order = VolunteersRequest(volunteers=list(volunteers))
        query = {"dry_run": "true"} if dry_run else None
        return await self.ask("POST", f"/v1/networks/{network_id}/volunteers", VolunteersSaved, body=order, query=query)

    async def switch_on_call(
        self, network_id: str, *, callsigns: Sequence[str], on: bool, hours: float | None
    ) -> OnCallAnswer:
        order = request_of(OnCallRequest, {"callsigns": callsigns, "on": on, "hours": hours})
        return await self.ask("POST", f"/v1/networks/{network_id}/on-call", OnCallAnswer, body=order)

    async def switch_duty(self, network_id: str, *, callsign: str, on: bool, **more: Any) -> DutyAnswer:
        """`more`: the other fields of a `DutyRequest`."""
        order = request_of(DutyRequest, {"callsign": callsign, "on": on, **more})
        return await self.ask("POST", f"/v1/networks/{network_id}/duty", DutyAnswer, body=order)

    async def erase(self, network_id: str, *, callsign: str, preview: bool) -> ErasureSummary:
        order = request_of(ErasureRequest, {"callsign": callsign, "preview": preview})
        return await self.ask("POST", f"/v1/networks/{network_id}/erasures", ErasureSummary, body=order)

    async def erasures(self, network_id: str) -> ErasureList:
        return await self.ask("GET", f"/v1/networks/{network_id}/erasures", ErasureList)

    async def hold(self, reference: str, *, why: str) -> HoldChanged:
        order = request_of(HoldRequest, {"why": why})
        return await self.ask("POST", f"/v1/incidents/{reference}/hold", HoldChanged, body=order)

    async def let_go(self, reference: str, *, why: str) -> HoldChanged:
        order = request_of(HoldRequest, {"why": why})
        return await self.ask("POST", f"/v1/incidents/{reference}/unhold", HoldChanged, body=order)

    async def holds(self) -> HoldList:
        return await self.ask("GET", "/v1/holds", HoldList)
