"""`hotline incidents|incident|stand-down|review|…`: steering a mission, each step with its texts shown first."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli import text_preview
from services.console.cli.options import (
    CallsignArgument,
    CodeArgument,
    LatitudeOption,
    LongitudeOption,
    PreviewOption,
    YesOption,
)
from services.console.cli.output import Output
from services.console.cli.session import CommandSession, ask_services, session_of
from services.console.errors import REFUSED, CommandRefused
from services.console.language.timeline import timeline_sentence
from services.console.language.words import counted

if TYPE_CHECKING:
    from services.console.client.services import ServicesClient

Decision = Literal["accept", "confirmed_ongoing", "confirmed_past", "unfounded_other", "nothing_seen", "unable"]
NOTICES = ("review", "close")
"""Steps after which callers are told."""


def incidents(
    context: typer.Context,
    state: Literal["open", "closed", "all"] = "open",
) -> None:
    session = session_of(context)
    out = session.out
    answer = ask_services(session, lambda services: services.get("dispatch", "/v1/incidents", state=state))
    found: list[dict[str, Any]] = answer["incidents"]
    if found:
        out.table(
            ("code", "zone", "state", "opened", "reports", "wave", "offers", "team", "finding"),
            (_row(out, item) for item in found),
        )
    else:
        out.say("incidents_none")
    out.document({"incidents": found})


def incident(context: typer.Context, code: CodeArgument) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.get("dispatch", f"/v1/incidents/{_named(code)}"))
    state = out.words("incident_state", found["state"])
    out.say("incident_head", code=found["code"], zone=found["zone"], state=state)
    language = "es" if out.language == "es" else "en"
    out.table(
        ("at", "what"),
        (
            (out.clock(line["at"]), timeline_sentence(line["kind"], line["params"], language))
            for line in found["timeline"]
        ),
    )
    if found.get("excluded"):
        reasons = [f"{e['callsign']} ({out.words('reason', e['reason'])})" for e in found["excluded"]]
        out.line(f"{out.text('not_asked')}: {', '.join(reasons)}")
    out.document(found)


def unread(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out
    answer = ask_services(session, lambda services: services.get("dispatch", "/v1/unread"))
    found: list[dict[str, Any]] = answer["texts"]
    if found:
        out.table(
            ("at", "callsign", "code", "text", "guess"),
            ((out.clock(t["received_at"]), t["callsign"], t.get("code"), t.get("text"), t.get("guess")) for t in found),
        )
    else:
        out.say("unread_none")
    out.document({"texts": found})


def stand_down(
    context: typer.Context,
    code: CodeArgument,
    reason: Literal["finished", "safety", "cancelled"] = "finished",
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    _step(session_of(context), "stand-down", code, {"reason": reason}, yes=yes, preview=preview)


def review(
    context: typer.Context,
    code: CodeArgument,
    outcome: Decision = "accept",
    agency: str | None = None,
    note: str | None = None,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    decision = "reject" if reject else "accept" if outcome == "accept" else "correct"
    body = {"decision": decision, "outcome": None if outcome == "accept" else outcome, "agency": agency, "note": note}
    words = session.out.text(f"decision.{decision}") if decision != "correct" else session.out.words("outcome", outcome)
    _step(session, "review", code, body, yes=yes, preview=preview, outcome=words)


def close(
    context: typer.Context,
    code: CodeArgument,
    outcome: Literal["unable"] = "unable",
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    words = session.out.words("outcome", outcome)
    _step(session, "close", code, {"outcome": outcome}, yes=yes, preview=preview, outcome=words)


def meeting_point(
    context: typer.Context,
    code: CodeArgument,
    name: Annotated[str, typer.Option()],
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    if (lat is None) != (lon is None):
        raise typer.BadParameter(session.out.text("lat_with_lon"))
    if lat is not None and lon is not None:
        spot: dict[str, Any] = {"name": name, "lat": lat, "lon": lon}
    else:
        spot = ask_services(session, lambda services: _spot_named(services, code, name))
    _step(session, "meeting-point", code, spot, yes=yes, preview=preview, name=spot["name"])


def out_of(
    context: typer.Context,
    code: CodeArgument,
    callsign: CallsignArgument,
    why: str = "told by voice",
    yes: YesOption = False,
) -> None:
    name = callsign.upper()
    _step(session_of(context), "out", code, {"callsign": name, "why": why}, yes=yes, callsign=name)


def sos_clear(context: typer.Context, code: CodeArgument, callsign: CallsignArgument, yes: YesOption = False) -> None:
    name = callsign.upper()
    _step(session_of(context), "sos-clear", code, {"callsign": name}, yes=yes, callsign=name)


def _step(
    session: CommandSession,
    step: str,
    code: str,
    body: dict[str, Any],
    *,
    yes: bool,
    preview: bool = False,
    **facts: str,
) -> None:
    """Show what goes out, ask, do. Where dispatch previews nothing (out, sos-clear) the question alone is asked."""
    out = session.out
    path = f"/v1/incidents/{_named(code)}/{step}"
    previewed = step not in ("out", "sos-clear")
    going: list[text_preview.PreviewedText] = []
    if previewed:
        mission, going, unreachable = ask_services(session, lambda services: _texts(services, step, path, body))
        if step == "review":
            _show_finding(out, mission.get("finding"))
        text_preview.show(out, going, unreachable)
    document = {"code": code, "texts": text_preview.documents(going)}
    if preview:
        out.document({"done": False, **document})
        return
    if not (yes or out.sure(f"sure.{step}", code=_named(code), **facts)):
        out.say("not_done")
        out.document({"done": False, **document})
        raise typer.Exit(REFUSED)
    order = {**body, "preview": False} if previewed else body
    answer = ask_services(session, lambda services: services.post("dispatch", path, order))
    out.say(f"done.{step}", code=_named(code), **facts)
    out.document({"done": True, **document, **(answer if isinstance(answer, dict) else {})})


async def _texts(
    services: "ServicesClient", step: str, path: str, body: dict[str, Any]
) -> tuple[dict[str, Any], list[text_preview.PreviewedText], int]:
    """The incident as it is, the texts of the step to its team and callers, and how many callers get none."""
    mission = await services.get("dispatch", path.removesuffix(f"/{step}"))
    exercise = bool(mission.get("exercise"))
    preview = await services.post("dispatch", path, {**body, "preview": True})
    going = await text_preview.worded(services, preview.get("texts", ()), exercise=exercise)
    if step not in NOTICES or body.get("decision") == "reject":
        return mission, going, 0
    callers, unreachable = await text_preview.caller_notices(
        services, preview, body.get("outcome") or "unable", exercise=exercise
    )
    return mission, going + callers, unreachable


def _show_finding(out: Output, finding: dict[str, Any] | None) -> None:
    """What is decided on, in the observer's own words where this key may read them."""
    if finding is None:
        return
    seen = ", ".join(counted(out.language, name, finding[name]) for name in ("people", "vehicles") if finding.get(name))
    outcome = out.words("outcome", finding["outcome"]) + (f" ({seen})" if seen else "")
    out.say("finding_is", callsign=finding.get("submitted_by"), outcome=outcome)
    if finding.get("words"):
        out.line(f"  “{finding['words']}”")


async def _spot_named(services: "ServicesClient", code: str, name: str) -> dict[str, Any]:
    """One of the network's own, by the beginning of its name."""
    found = await services.get("dispatch", f"/v1/incidents/{_named(code)}")
    answer = await services.get("dispatch", f"/v1/networks/{found['network_id']}")
    network = answer.get("file") or answer.get("network") or answer
    spots = [spot for spot in network.get("meeting_points", ()) if spot["name"].lower().startswith(name.lower())]
    if len(spots) != 1:
        raise CommandRefused("no_such_point", name=name)
    return {part: spots[0][part] for part in ("name", "lat", "lon")}


def _row(out: Output, item: dict[str, Any]) -> tuple[object, ...]:
    offers = item.get("offers") or {}
    finding = item.get("finding")
    outcome = finding.get("outcome") if isinstance(finding, dict) else finding
    return (
        f"{item['code']} {out.text('exercise')}" if item.get("exercise") else item["code"],
        item["zone"],
        out.words("incident_state", item["state"]),
        out.clock(item["opened_at"]),
        item["reports"] if isinstance(item["reports"], int) else len(item["reports"]),
        item.get("wave"),
        " ".join(f"{out.words('offer_count', name)} {count}" for name, count in offers.items() if count),
        " ".join(item.get("team") or ()),
        out.words("outcome", outcome) if outcome else "",
    )


def _named(code: str) -> str:
    return code.upper() if len(code) < 8 else code
