"""`hotline network|source|staff`: what is set up once, before the first report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli.options import DryRunOption, NetworkOption
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of
from services.console.client.credentials import write_privately
from services.console.errors import CommandRefused, ServiceUnreachable

if TYPE_CHECKING:
    from services.console.client.services import ServicesClient

network_app = typer.Typer(no_args_is_help=True)
source_app = typer.Typer(no_args_is_help=True)
staff_app = typer.Typer(no_args_is_help=True)


@network_app.command("apply")
def apply_network(
    context: typer.Context,
    file: Path,
    dry_run: DryRunOption = False,
) -> None:
    from services.console.files.network import differences, read_network

    session = session_of(context)
    out = session.out
    network = read_network(file)
    if dry_run:
        out.say(
            "network_valid", network=network["id"], zones=len(network["zones"]), points=len(network["meeting_points"])
        )
    try:
        old = ask_services(session, lambda services: _network_now(services, network["id"]))
    except (CommandRefused, ServiceUnreachable):
        if not dry_run:
            raise
        out.document({"network_id": network["id"], "dry_run": True, "differences": None})
        return  # nobody to compare with; that the file is sound is what a dry run without services can say
    changed = [] if old is None else list(differences({k: v for k, v in old.items() if k in network}, network))
    if old is None:
        out.say("network_new", network=network["id"])
    if changed:
        out.table(("where", "before", "after"), ((where, _brief(a), _brief(b)) for where, a, b in changed))
    answer: dict[str, Any] = {"network_id": network["id"], "changed": old is None or bool(changed)}
    if not dry_run:
        answer = ask_services(
            session, lambda services: services.put("dispatch", f"/v1/networks/{network['id']}", network)
        )
        key = "network_applied" if answer.get("changed") else "network_same"
        out.say(key, network=network["id"], revision=answer.get("revision"))
    differing = [{"where": where, "before": before, "after": after} for where, before, after in changed]
    out.document({**answer, "dry_run": dry_run, "new": old is None, "differences": differing})


@source_app.command("add")
def add_source(
    context: typer.Context,
    name: str,
    network: NetworkOption = None,
    trust: Literal["operator", "partner", "public", "test"] = "partner",
    rate: Annotated[int, typer.Option(min=1)] = 600,
    burst: Annotated[int | None, typer.Option(min=1)] = None,
    rotate: Annotated[bool, typer.Option("--rotate")] = False,
    keep: Annotated[bool, typer.Option("--keep")] = False,
) -> None:
    session = session_of(context)
    body = {
        "name": name,
        "trust": trust,
        "rate_per_minute": rate,
        "burst": burst if burst is not None else 2 * rate,
        "rotate": rotate,
    }
    answer = ask_services(session, lambda services: _add_source(services, body, network))
    out = session.out
    if answer.get("key") is None:
        out.say("source_there", name=name)
    elif keep:
        write_privately(session.environment.source_key_file, f"{answer['key']}\n")
        out.say("source_added", name=name, network=answer["network_id"])
        out.say("key_kept", file=session.environment.source_key_file)
    else:
        out.say("source_added", name=name, network=answer["network_id"])
        out.say("secret_once")
        out.line(f"  {out.text('api_key')}: {answer['key']}")
        out.line(f"  {out.text('signing_secret')}: {answer.get('signing_secret')}")
    out.document(answer)


@source_app.command("list")
def list_sources(context: typer.Context) -> None:
    session = session_of(context)
    answer = ask_services(session, lambda services: services.get("intake", "/v1/sources"))
    sources = answer.get("sources", answer) if isinstance(answer, dict) else answer
    session.out.table(
        ("source", "network", "trust", "rate"),
        (
            (s["name"], s.get("network_id"), session.out.words("trust", s.get("trust")), s.get("rate_per_minute"))
            for s in sources
        ),
    )
    session.out.document({"sources": sources})


@staff_app.command("add")
def add_staff(
    context: typer.Context,
    callsign: str,
    role: Annotated[Literal["operator", "duty_lead", "admin"], typer.Option()],
) -> None:
    from services.console.client import credentials

    session = session_of(context)
    actor = _callsign(callsign)
    key = credentials.add_staff(session.environment.staff_keys_file, actor, role)
    out = session.out
    out.say("staff_added", callsign=actor, role=out.words("role", role))
    out.say("secret_once")
    out.line(f"  HOTLINE_STAFF_KEY={key}")
    out.document({"callsign": actor, "role": role, "key": key})


@staff_app.command("list")
def list_staff(context: typer.Context) -> None:
    from services.console.client import credentials

    session = session_of(context)
    entries = credentials.staff_in(session.environment.staff_keys_file)
    shown = [{"callsign": e["actor"], "role": e["role"], "key_id": e.get("key_id")} for e in entries]
    session.out.table(
        ("callsign", "role", "key_id"),
        ((e["callsign"], session.out.words("role", e["role"]), e["key_id"]) for e in shown),
    )
    session.out.document({"staff": shown})


@staff_app.command("remove")
def remove_staff(context: typer.Context, callsign: str) -> None:
    from services.console.client import credentials

    session = session_of(context)
    actor = _callsign(callsign)
    removed = credentials.remove_staff(session.environment.staff_keys_file, actor)
    if not removed:
        raise CommandRefused("no_such_staff", callsign=actor)
    session.out.say("staff_removed", callsign=actor)
    session.out.document({"callsign": actor, "removed": removed})


async def _network_now(services: "ServicesClient", network_id: str) -> dict[str, Any] | None:
    """The network as dispatch has it, in the file's own words; None: it is new."""
    try:
        answer = await services.get("dispatch", f"/v1/networks/{network_id}")
    except CommandRefused as refusal:
        if refusal.facts.get("status") == 404:
            return None
        raise
    known = answer.get("file") or answer.get("network") or answer
    return dict(known) if isinstance(known, dict) else {}


async def _add_source(services: "ServicesClient", body: dict[str, Any], network: str | None) -> dict[str, Any]:
    network_id = network or (await network_meant(services, None))["network_id"]
    answer = await services.post("intake", "/v1/sources", {**body, "network_id": network_id})
    return {"network_id": network_id, **answer}


def _callsign(text: str) -> str:
    from services.console.files.volunteers import CALLSIGN

    if not CALLSIGN.match(text.upper()):
        raise CommandRefused("csv_callsign")
    return text.upper()


def _brief(value: Any) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
