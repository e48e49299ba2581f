"""Show the exact texts that will go out, as notify would word and count them, and ask before anything is done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from services.console.cli.output import Output

if TYPE_CHECKING:
    from services.console.client.services import ServicesClient


@dataclass(frozen=True, slots=True)
class PreviewedText:
    """A text as it will arrive; `to` is a call sign or a caller's ref."""

    to: str
    template: str
    language: str
    body: str
    segments: int


async def worded(
    services: "ServicesClient", texts: Sequence[dict[str, Any]], *, exercise: bool = False
) -> list[PreviewedText]:
    """What dispatch or intake would ask for, in notify's words."""
    from services.console.client.services import chunks

    parts = ("person_id", "language", "template", "params")
    orders = [
        {**{part: text[part] for part in parts if text.get(part) is not None}, "exercise": exercise} for text in texts
    ]
    bodies: list[dict[str, Any]] = []
    for chunk in chunks(orders):
        bodies += (await services.post("notify", "/v1/messages/preview", {"texts": chunk}))["texts"]
    return [
        PreviewedText(
            str(text.get("callsign") or text.get("ref") or "?"),
            text["template"],
            body.get("language", "?"),
            body.get("body") or "",
            body.get("segments", 0),
        )
        for text, body in zip(texts, bodies, strict=True)
    ]


async def caller_notices(
    services: "ServicesClient", preview: dict[str, Any], outcome: str, *, exercise: bool = False
) -> tuple[list[PreviewedText], int]:
    """What the callers of the preview's reports would be told, and how many cannot be reached."""
    if not preview.get("report_ids"):
        return [], 0
    order = {
        "report_ids": preview["report_ids"],
        "outcome": preview.get("outcome") or outcome,
        "agency": preview.get("agency"),
        "went": bool(preview.get("went")),
        "seen_at": preview.get("seen_at"),
        "place": preview.get("place"),
    }
    answer = await services.post("intake", "/v1/notices/preview", order)
    return await worded(services, answer["texts"], exercise=exercise), int(answer.get("unreachable", 0))


def show(out: Output, going: Sequence[PreviewedText], unreachable: int = 0) -> None:
    if going:
        out.table(
            ("to", "language", "segments", "text"),
            ((text.to, text.language, text.segments, text.body) for text in going),
            title="these_go_out",
        )
    else:
        out.say("no_texts")
    if unreachable:
        out.say("unreachable_callers", count=unreachable)


def documents(going: Sequence[PreviewedText]) -> list[dict[str, Any]]:
    return [asdict(text) for text in going]
