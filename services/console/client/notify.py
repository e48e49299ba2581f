"""Notify as the console asks it: people's contacts, and texts as they would arrive."""

from collections.abc import Sequence
from uuid import UUID

from schemas.api.notify import (
    CallersAsked,
    CallersReach,
    ContactEntry,
    ContactsImportAnswer,
    ContactsImportRequest,
    PhoneTestAnswer,
    PhoneTestRequest,
    TextPreviewRequest,
    TextPreviewsAnswer,
    TextPreviewsRequest,
)
from services.console.client.connection import ServiceConnection


class NotifyClient(ServiceConnection):
    async def import_contacts(self, contacts: Sequence[ContactEntry], *, dry_run: bool = False) -> ContactsImportAnswer:
        order = ContactsImportRequest(contacts=list(contacts))
        query = {"dry_run": "true"} if dry_run else None
        return await self.ask("PUT", "/v1/contacts", ContactsImportAnswer, body=order, query=query)

    async def preview_texts(self, texts: Sequence[TextPreviewRequest]) -> TextPreviewsAnswer:
        order = TextPreviewsRequest(texts=list(texts))
        return await self.ask("POST", "/v1/messages/preview", TextPreviewsAnswer, body=order)

    async def test_phone(self, person_id: UUID) -> PhoneTestAnswer:
        return await self.ask("POST", "/v1/messages/test", PhoneTestAnswer, body=PhoneTestRequest(person_id=person_id))

    async def callers_out_of_reach(self, report_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Why no text reaches these callers; whoever is not listed is reached, as far as notify knows."""
        answer = await self.ask(
            "POST", "/v1/callers/reach", CallersReach, body=CallersAsked(report_ids=tuple(report_ids))
        )
        return {each.report_id: each.reason for each in answer.unreachable}
