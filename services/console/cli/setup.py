"""`hotline network|source|staff`: what is set up once, before the first report."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from services.console.cli.options import DryRunOption, NetworkOption, NetworksOption
from services.console.cli.output import as_document
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of
from services.console.client.credentials import write_privately
from services.console.errors import CommandRefused, ServiceUnreachable

if TYPE_CHECKING:
    from schemas.api.intake.sources import SourceCredentials, SourceSettings
    from schemas.network_file import NetworkFile
    from services.console.cli.output import Output
    from services.console.client.credentials import Networks
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

NOT_FOUND: Final = 404

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
        out.say("network_valid", network=network.id, zones=len(network.zones), points=len(network.meeting_points))
    try:
        old = ask_services(session, lambda services: _network_now(services.dispatch, network.id))
    except (CommandRefused, ServiceUnreachable):
        if not dry_run:
            raise
        out.document({"network_id": network.id, "dry_run": True, "differences": None})
        return  # nobody to compare with; that the file is sound is what a dry run without services can say
    changed = [] if old is None else list(differences(old.content(), network.content()))
    if old is None:
        out.say("network_new", network=network.id)
    if changed:
        out.table(("where", "before", "after"), ((where, _brief(a), _brief(b)) for where, a, b in changed))
    answer: dict[str, Any] = {"network_id": network.id, "changed": old is None or bool(changed)}
    if not dry_run:
        applied = ask_services(session, lambda services: services.dispatch.apply_network(network))
        key = "network_applied" if applied.changed else "network_same"
        out.say(key, network=network.id, revision=applied.revision)
        for where, how in applied.warnings.items():
            out.warn(out.text("place_mistyped", where=where[1:].replace("/", "."), how=out.words("mistyped", how)))
        answer = as_document(applied)
    differing = [{"where": where, "before": before, "after": after} for where, before, after in changed]
    out.document({**answer, "dry_run": dry_run, "new": old is None, "differences": differing})


@source_app.command("add")
def add_source(
    context: typer.Context,
    name: str,
    network: NetworkOption = None,
    trust: Literal["operator", "partner", "public", "test"] = "partner",
    rate: Annotated[int | None, typer.Option(min=1)] = None,
    burst: Annotated[int | None, typer.Option(min=1)] = None,
    rotate: Annotated[bool, typer.Option("--rotate")] = False,
    keep: Annotated[bool, typer.Option("--keep")] = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def add(services: "ServicesClient") -> "SourceCredentials":
        network_id = network or (await network_meant(services.dispatch, None)).network_id
        return await services.intake.add_source(
            source_settings(
                name=name,
                network_id=network_id,
                trust=trust,
                rate_per_minute=rate,
                burst=burst,
                rotate=rotate,
            )
        )

    answer = ask_services(session, add)
    if answer.key is None:
        out.say("source_there", name=name)
    elif keep:
        write_privately(session.environment.source_key_file, f"{answer.key}\n")
        out.say("source_added", name=name, network=answer.network_id)
        out.say("key_kept", file=session.environment.source_key_file)
    else:
        out.say("source_added", name=name, network=answer.network_id)
        out.say("secret_once")
        out.line(f"  {out.text('api_key')}: {answer.key}")
        out.line(f"  {out.text('signing_secret')}: {answer.signing_secret}")
    out.document(as_document(answer))


@source_app.command("list")
def list_sources(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.intake.sources())
    out.table(
        ("source", "network", "trust", "rate"),
        ((each.name, each.network_id, out.words("trust", each.trust), each.rate_per_minute) for each in found.sources),
    )
    out.document(as_document(found))


@staff_app.command("add")
def add_staff(
    context: typer.Context,
    callsign: str,
    role: Annotated[Literal["operator", "duty_lead", "admin", "legal"], typer.Option()],
    network: NetworksOption,
) -> None:
    from services.console.client import credentials

    session = session_of(context)
    actor, networks = _callsign(callsign), _networks(network)
    credentials.require_networks_fit(role, networks)
    key = credentials.add_staff(session.environment.staff_keys_file, actor, role, networks)
    out = session.out
    out.say("staff_added", callsign=actor, role=out.words("role", role), networks=_told(out, networks))
    out.say("secret_once")
    out.line(f"  HOTLINE_STAFF_KEY={key}")
    out.document({"callsign": actor, "role": role, "networks": networks, "key": key})


@staff_app.command("networks")
def change_networks_of_staff(context: typer.Context, callsign: str, network: NetworksOption) -> None:
    from services.console.client import credentials

    session = session_of(context)
    actor, networks = _callsign(callsign), _networks(network)
    if not credentials.change_networks(session.environment.staff_keys_file, actor, networks):
        raise CommandRefused("no_such_staff", callsign=actor)
    session.out.say("staff_networks", callsign=actor, networks=_told(session.out, networks))
    session.out.document({"callsign": actor, "networks": networks})


@staff_app.command("list")
def list_staff(context: typer.Context) -> None:
    from services.console.client import credentials

    session = session_of(context)
    entries = credentials.staff_in(session.environment.staff_keys_file)
    shown = [
        {"callsign": e["actor"], "role": e["role"], "networks": e.get("networks"), "key_id": e.get("key_id")}
        for e in entries
    ]
    out = session.out
    out.table(
        ("callsign", "role", "networks", "key_id"),
        ((e["callsign"], out.words("role", e["role"]), _told(out, e["networks"]), e["key_id"]) for e in shown),
    )
    if any(entry["networks"] is None for entry in shown):
        out.say("staff_without_networks")
    out.document({"staff": shown})


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


async def _network_now(dispatch: "DispatchClient", network_id: str) -> "NetworkFile | None":
    """The file that dispatch has; None: the network is new."""
    try:
        return (await dispatch.network(network_id)).file
    except CommandRefused as refusal:
        if refusal.facts.get("status") == NOT_FOUND:
            return None
        raise


def source_settings(**settings: object) -> "SourceSettings":
    from schemas.api.intake.sources import SourceSettings
    from services.console.client.connection import request_of

    return request_of(SourceSettings, settings)


def _callsign(text: str) -> str:
    from services.console.files.volunteers import CALLSIGN

    if not CALLSIGN.match(text.upper()):
        raise CommandRefused("csv_callsign")
    return text.upper()


def _networks(named: Sequence[str]) -> "Networks":
    """
    Raises:
        CommandRefused: what is named is no network id.
    """
    from schemas.values import NETWORK_ID_PATTERN

    if list(named) == ["*"]:
        return "*"
    if not all(re.fullmatch(NETWORK_ID_PATTERN, each) for each in named):
        raise CommandRefused("no_network_id")
    return sorted(set(named))


def _told(out: "Output", networks: "Networks | None") -> str:
    if networks is None:
        return "-"
    return out.text("every_network") if networks == "*" else " ".join(networks)


def _brief(value: Any) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
