"""What a report that is about to be released would join, what else is near, and what the person chose of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from services.console.cli.output import Output, as_document
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.beside import IncidentBeside, ReportBeside
    from schemas.api.dispatch.incidents import IncidentSummary
    from schemas.api.intake.triage import ReportCorrections
    from services.console.client.services import ServicesClient

NOT_FOUND: Final = 404

WAITS = ("near_sos_over", "near_sos", "waits_for_place")
"""What a mission waits for a duty lead for, and the first that holds is said."""


@dataclass(frozen=True, slots=True)
class BesideChoice:
    """`join` is a code; neither: dispatch's own rule decides."""

    join: str | None = None
    apart: bool = False


async def look_beside(
    services: "ServicesClient", report_id: str, corrections: "ReportCorrections"
) -> "ReportBeside | None":
    """None: dispatch has not heard of the report yet."""
    try:
        return await services.dispatch.beside(report_id, corrections)
    except CommandRefused as refusal:
        if refusal.facts.get("status") == NOT_FOUND:
            return None
        raise


def show_beside(out: Output, beside: "ReportBeside | None", choice: BesideChoice) -> None:
    """What would come of it, said before anything is done; then everything near, the nearest first."""
    out.line(_what_comes_of_it(out, beside, choice))
    if beside is None or not beside.near:
        return
    out.table(
        ("code", "state", "age", "metres", "team", "found", "outcome", "can_join"),
        (
            (
                each.code,
                state_of(out, each),
                age_of(out, each.opened_at),
                each.metres,
                ", ".join(each.team),
                out.words("outcome", each.found) if each.found else "",
                out.words("outcome", each.outcome) if each.outcome else "",
                out.words("apart", each.why_not) if each.why_not else out.text("yes"),
            )
            for each in beside.near
        ),
        title="beside_near",
    )


def may_be_chosen(beside: "ReportBeside | None", choice: BesideChoice) -> bool:
    """Whether it would join what was chosen, or nobody can say: a mistyped code opens no incident unseen."""
    if choice.join is None or beside is None:
        return True
    return any(each.code == choice.join and each.why_not is None for each in beside.near)


def beside_document(beside: "ReportBeside | None") -> dict[str, Any]:
    return {"beside": None if beside is None else as_document(beside)}


def state_of(out: Output, incident: "IncidentSummary | IncidentBeside") -> str:
    """What waits for a duty lead is in the state of what people are still looked for; they are not."""
    waits = next((each for each in WAITS if getattr(incident, each)), None)
    return out.words("incident_state", waits or incident.state)


def age_of(out: Output, since: datetime) -> str:
    return span(out, int((datetime.now(UTC) - since).total_seconds()))


def span(out: Output, seconds: int) -> str:
    hours, minutes = divmod(max(seconds, 0) // 60, 60)
    return out.text("hours_minutes", hours=hours, minutes=minutes) if hours else out.text("minutes", minutes=minutes)


def _what_comes_of_it(out: Output, beside: "ReportBeside | None", choice: BesideChoice) -> str:
    if choice.apart:
        return out.text("beside_apart")
    near = {} if beside is None else {each.code: each for each in beside.near}
    if choice.join is not None:
        return _chosen(out, choice.join, near.get(choice.join), known=beside is not None)
    if beside is None:
        return out.text("beside_not_heard")
    if beside.joins is None:
        return out.text(f"beside_{beside.will}")
    return out.text(f"beside_{beside.will}", code=beside.joins, **_facts(out, near.get(beside.joins)))


def _chosen(out: Output, code: str, incident: "IncidentBeside | None", *, known: bool) -> str:
    if incident is None:
        return out.text("beside_chosen_far" if known else "beside_chosen_unseen", code=code)
    if incident.why_not is not None:
        return out.text("beside_chosen_cannot", code=code, why=out.words("apart", incident.why_not))
    return out.text("beside_chosen", code=code, **_facts(out, incident))


def _facts(out: Output, incident: "IncidentBeside | None") -> dict[str, Any]:
    if incident is None:
        return {"state": "?", "age": "?", "metres": "?"}
    return {
        "state": state_of(out, incident),
        "age": age_of(out, incident.opened_at),
        "metres": incident.metres,
    }
