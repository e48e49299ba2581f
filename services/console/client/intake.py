"""Intake as the console asks it: reports, the queue, releases, callers' notices, sources."""

from schemas.api.intake.callers import (
    CallerErased,
    CallerErasureRequest,
    CallerPhone,
    NoticePreview,
    NoticePreviewRequest,
    SpokenRequest,
    SpokenResult,
)
from schemas.api.intake.content import ReportContent
from schemas.api.intake.floods import FloodBeginOrder, FloodEndOrder, FloodMode, FloodModeList
from schemas.api.intake.queue import ReportQueue
from schemas.api.intake.reports import AcceptedReport, ReportStatus, ReportStatusList, ReportSubmission
from schemas.api.intake.sources import SourceCredentials, SourceList, SourceSettings
from schemas.api.intake.triage import (
    DismissalRequest,
    DismissalResult,
    ReportCorrections,
    ReportReleaseRequest,
    ReportReleaseResult,
)
from services.console.client.connection import ServiceConnection, request_of
from services.console.errors import ServiceUnreachable


class IntakeClient(ServiceConnection):
    async def post_report(self, report: ReportSubmission, *, source_key: str, idempotency_key: str) -> AcceptedReport:
        """With a source's key. Twice at most: the idempotency key makes one report of it, whatever got lost."""
        headers = {"authorization": f"Bearer {source_key}", "idempotency-key": idempotency_key}
        try:
            return await self.ask("POST", "/v1/reports", AcceptedReport, body=report, headers=headers)
        except ServiceUnreachable:
            return await self.ask("POST", "/v1/reports", AcceptedReport, body=report, headers=headers)

    async def report(self, report_id: str) -> ReportStatus:
        return await self.ask("GET", f"/v1/reports/{report_id}", ReportStatus)

    async def reports_with_ref(self, ref: str) -> ReportStatusList:
        return await self.ask("GET", "/v1/reports", ReportStatusList, query={"ref": ref})

    async def queue(self, *, whole: bool = False) -> ReportQueue:
        """Its first page, or all of it: as long as a page says where the next begins."""
        found = await self.ask("GET", "/v1/queue", ReportQueue)
        while whole and found.next is not None:
            page = await self.ask("GET", "/v1/queue", ReportQueue, query={"after": found.next})
            found = page.model_copy(update={"reports": (*found.reports, *page.reports)})
        return found

    async def begin_flood_mode(self, network_id: str, hours: int) -> FloodMode:
        order = request_of(FloodBeginOrder, {"network_id": network_id, "hours": hours})
        return await self.ask("POST", "/v1/floods", FloodMode, body=order)

    async def end_flood_mode(self, network_id: str) -> FloodMode:
        order = request_of(FloodEndOrder, {"network_id": network_id})
        return await self.ask("POST", "/v1/floods/end", FloodMode, body=order)

    async def flood_modes(self) -> FloodModeList:
        return await self.ask("GET", "/v1/floods", FloodModeList)

    async def content(self, report_id: str) -> ReportContent:
        return await self.ask("GET", f"/v1/reports/{report_id}/content", ReportContent)

    async def caller(self, report_id: str) -> CallerPhone:
        return await self.ask("GET", f"/v1/reports/{report_id}/caller", CallerPhone)

    async def spoke_with_caller(self, report_id: str, *, note: str | None, told: bool, preview: bool) -> SpokenResult:
        order = request_of(SpokenRequest, {"note": note, "told": told, "preview": preview})
        return await self.ask("POST", f"/v1/reports/{report_id}/caller/spoken", SpokenResult, body=order)

    async def erase_caller(self, *, report_id: str | None, phone: str | None, preview: bool) -> CallerErased:
        """By a report of theirs or by their number: one of the two."""
        order = request_of(CallerErasureRequest, {"report_id": report_id, "phone": phone, "preview": preview})
        return await self.ask("POST", "/v1/callers/erase", CallerErased, body=order)

    async def release(
        self, report_id: str, corrections: ReportCorrections, *, join: str | None, apart: bool, preview: bool
    ) -> ReportReleaseResult:
        known_better = corrections.model_dump(mode="json")
        order = request_of(
            ReportReleaseRequest, {"corrections": known_better, "join": join, "apart": apart, "preview": preview}
        )
        return await self.ask("POST", f"/v1/reports/{report_id}/release", ReportReleaseResult, body=order)

    async def dismiss(self, report_id: str, *, tell: str, preview: bool) -> DismissalResult:
        order = request_of(DismissalRequest, {"tell": tell, "preview": preview})
        return await self.ask("POST", f"/v1/reports/{report_id}/dismiss", DismissalResult, body=order)

    async def preview_notices(self, order: NoticePreviewRequest) -> NoticePreview:
        return await self.ask("POST", "/v1/notices/preview", NoticePreview, body=order)

    async def sources(self) -> SourceList:
        return await self.ask("GET", "/v1/sources", SourceList)

    async def add_source(self, source: SourceSettings) -> SourceCredentials:
        return await self.ask("POST", "/v1/sources", SourceCredentials, body=source)
