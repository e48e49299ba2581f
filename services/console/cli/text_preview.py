"""Show the exact texts that will go out, as notify would word and count them, and ask before anything is done."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from services.console.cli.output import Output

if TYPE_CHECKING:
    from schemas.api.dispatch import StepText
    from schemas.api.intake import CallerNoticePreview
    from schemas.api.notify import TextPreviewRequest
    from services.console.client.services import ServicesClient


@dataclass(frozen=True, slots=True)
class PreviewedText:
    """A text as it will arrive; `to` is a call sign or a caller's ref."""

    to: str
    template: str
    language: str
    body: str
    segments: int


async def team_texts(services: "ServicesClient", texts: "Sequence[StepText]", *, exercise: bool) -> list[PreviewedText]:
    """What dispatch would ask for, in the language of each person."""
    from schemas.api.notify import TextPreviewRequest

    orders = [
        TextPreviewRequest(
            person_id=text.person_id, template=text.template, params=dict(text.params), exercise=exercise
        )
        for text in texts
    ]
    return await _worded(services, [text.callsign for text in texts], orders)


async def caller_texts(
    services: "ServicesClient", texts: "Sequence[CallerNoticePreview]", *, exercise: bool
) -> list[PreviewedText]:
    """What intake would ask for, in the language that each caller reads."""
    from schemas.api.notify import TextPreviewRequest

    orders = [
        TextPreviewRequest(language=text.language, template=text.template, params=dict(text.params), exercise=exercise)
        for text in texts
    ]
    return await _worded(services, [text.ref for text in texts], orders)


async def _worded(
    services: "ServicesClient", to: Iterable[str], orders: "Sequence[TextPreviewRequest]"
) -> list[PreviewedText]:
    from services.console.client.chunks import chunks

    bodies = [body for chunk in chunks(orders) for body in (await services.notify.preview_texts(chunk)).texts]
    return [
        PreviewedText(name, order.template, text.language, text.body, text.segments)
        for name, order, text in zip(to, orders, bodies, strict=True)
    ]


def show(out: Output, texts: Sequence[PreviewedText], unreachable: int = 0) -> None:
    if texts:
        out.table(
            ("to", "language", "segments", "text"),
            ((text.to, text.language, text.segments, text.body) for text in texts),
            title="these_go_out",
        )
    else:
        out.say("no_texts")
    if unreachable:
        out.say("unreachable_callers", count=unreachable)


def documents(texts: Sequence[PreviewedText]) -> list[dict[str, Any]]:
    return [asdict(text) for text in texts]
