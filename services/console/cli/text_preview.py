"""Show the exact texts that will go out, as notify would word and count them, and ask before anything is done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.console.cli.output import Output

if TYPE_CHECKING:
    from schemas.api.dispatch.steps import StepText
    from schemas.api.intake.callers import CallerNoticePreview, CallerWaits
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


@dataclass(frozen=True, slots=True)
class CallersToTell:
    """What callers get by text, and who gets nothing though something is to be said to them."""

    texts: tuple[PreviewedText, ...] = ()
    by_report: Mapping[UUID, str] = field(default_factory=dict)
    """The body that each of them reads."""
    out_of_reach: Mapping[UUID, str] = field(default_factory=dict)
    """Why no text reaches them, of those who said that texts are safe."""
    waiting: "tuple[CallerWaits, ...]" = ()
    """Of whom nobody has read something; who cried gets no text before."""
    unsafe: int = 0
    """They gave no number, or nobody heard them say that texts are safe."""
    told_before: int = 0

    @property
    def held(self) -> frozenset[UUID]:
        """Who cried, and is told once somebody has spoken with them."""
        return frozenset(each.report_id for each in self.waiting if each.cried_at is not None)

    @property
    def lost(self) -> int:
        return self.unsafe + len(self.out_of_reach)


async def callers_to_tell(
    services: "ServicesClient",
    notices: "Sequence[CallerNoticePreview]",
    *,
    waiting: "tuple[CallerWaits, ...]" = (),
    unsafe: int = 0,
    told_before: int = 0,
    exercise: bool,
) -> CallersToTell:
    """What intake would ask for, in the language that each caller reads, without those whom notify cannot reach."""
    from schemas.api.notify import TextPreviewRequest

    named = [notice.report_id for notice in notices if notice.report_id is not None]
    lost = await services.notify.callers_out_of_reach(named) if named else {}
    going = [notice for notice in notices if notice.report_id not in lost]
    orders = [
        TextPreviewRequest(language=text.language, template=text.template, params=dict(text.params), exercise=exercise)
        for text in going
    ]
    texts = await _worded(services, [text.ref for text in going], orders)
    bodies = {
        notice.report_id: text.body for notice, text in zip(going, texts, strict=True) if notice.report_id is not None
    }
    return CallersToTell(tuple(texts), bodies, lost, waiting, unsafe, told_before)


async def _worded(
    services: "ServicesClient", to: Iterable[str], orders: "Sequence[TextPreviewRequest]"
) -> list[PreviewedText]:
    from services.console.client.chunks import chunks

    bodies = [body for chunk in chunks(orders) for body in (await services.notify.preview_texts(chunk)).texts]
    return [
        PreviewedText(name, order.template, text.language, text.body, text.segments)
        for name, order, text in zip(to, orders, bodies, strict=True)
    ]


def show(out: Output, texts: Sequence[PreviewedText], callers: CallersToTell | None = None) -> None:
    """`callers` says how many of those who wait for an answer read one of these texts, and why others do not."""
    if texts:
        out.table(
            ("to", "language", "segments", "text"),
            ((text.to, text.language, text.segments, text.body) for text in texts),
            title="these_go_out",
        )
    else:
        out.say("no_texts")
    for each in callers.waiting if callers is not None else ():
        if each.cried_at is not None:
            out.say("caller_cried", ref=each.ref)
        else:
            out.say("caller_texts_unread", ref=each.ref, count=each.texts)
    if callers is not None and callers.told_before:
        out.say("callers_told_before", count=callers.told_before)
    if callers is not None and callers.lost:
        if callers.unsafe:
            out.say("unreachable_callers", count=callers.unsafe)
        for reason, count in sorted(Counter(callers.out_of_reach.values()).items()):
            out.say("callers_out_of_reach", count=count, why=out.words("unreachable", reason))
        say_who_hears(out, callers)


def say_who_hears(out: Output, callers: CallersToTell) -> None:
    """How many are told by text, how many cannot be, and for how many that waits."""
    if callers.held:
        out.say("callers_who_hear_later", told=len(callers.texts), lost=callers.lost, held=len(callers.held))
    else:
        out.say("callers_who_hear", told=len(callers.texts), lost=callers.lost)


def documents(texts: Sequence[PreviewedText]) -> list[dict[str, Any]]:
    return [asdict(text) for text in texts]


def report_document(ref: str, callers: CallersToTell) -> dict[str, Any]:
    return {"ref": ref, "texts": documents(callers.texts), "callers": callers_document(callers)}


def callers_document(callers: CallersToTell) -> dict[str, Any]:
    return {
        "told": len(callers.texts),
        "cannot_be_told": callers.lost,
        "told_before": callers.told_before,
        "held": [str(report_id) for report_id in sorted(callers.held)],
        "unread": [each.model_dump(mode="json") for each in callers.waiting],
        "out_of_reach": {str(report_id): reason for report_id, reason in callers.out_of_reach.items()},
    }
