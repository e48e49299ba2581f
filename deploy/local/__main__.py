"""`python -m deploy.local`: start, follow and stop the product on this machine (the Makefile's targets call it)."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from deploy.local.background import InstanceStartFailed, follow, launch, shut_down, supervise
from deploy.local.backup import BackupFailed, take_backup
from deploy.local.layout import HOST, FolderUnreachable, Layout, layout_from
from deploy.local.programs.environment import read_env_file
from deploy.local.restore import restore_backup
from deploy.local.stack import EVERYTHING, STORES
from deploy.local.supervisor.display import Display
from deploy.local.supervisor.instance_lock import lock_holder
from deploy.local.supervisor.status_file import InstanceStatus, read_status

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
console = Console(soft_wrap=True)

Services = Annotated[
    list[str] | None, typer.Option("--service", help="Only this one (may be repeated); PostgreSQL and Kafka always.")
]


@cli.command()
def up(service: Services = None) -> None:
    """Start everything in the background and say where it is. Does nothing when it runs already."""
    services = _chosen(service)
    layout = layout_from(os.environ)
    launched = None
    with Display(console, (*STORES, *services)) as display:
        try:
            if lock_holder(layout.home) is None:
                _require_free_ports(layout)
                launched = launch(layout, services)
            found = follow(layout, launched, display.changed)
        except KeyboardInterrupt:
            shut_down(layout)
            console.print("stopped")
            raise typer.Exit(130) from None
        except (InstanceStartFailed, FolderUnreachable) as failure:
            _give_up(str(failure), layout)
    _print_addresses(layout, found)


@cli.command()
def down() -> None:
    """Stop what `up` started. Does nothing when nothing runs."""
    layout = layout_from(os.environ)
    try:
        was_running = shut_down(layout)
    except InstanceStartFailed as failure:
        _give_up(str(failure), layout)
    console.print("stopped" if was_running else "nothing is running")


@cli.command()
def status() -> None:
    """Say what runs, and where."""
    layout = layout_from(os.environ)
    found = read_status(layout)
    if lock_holder(layout.home) is None or found is None:
        console.print(f"nothing is running in {layout.home}")
        raise typer.Exit(1)
    for part, (state, detail) in found.parts.items():
        console.print(f"{part:<9} {state} {detail}".rstrip(), highlight=False, markup=False)
    _print_addresses(layout, found)


@cli.command()
def logs() -> None:
    """Follow the logs of all parts."""
    layout = layout_from(os.environ)
    files = sorted(str(log) for log in layout.logs.glob("*.log"))
    if not files:
        _give_up("there are no logs yet: `make up` comes first", layout)
    os.execvp("tail", ["tail", "-n", "20", "-F", *files])  # noqa: S606 - replaced by tail on purpose


@cli.command()
def env() -> None:
    """Print the settings of the instance as KEY=value lines."""
    layout = layout_from(os.environ)
    if not layout.env_file.is_file():
        _give_up("there is no instance yet: `make up` comes first", layout)
    for name, value in sorted(read_env_file(layout.env_file).items()):
        print(f"{name}={value}")


@cli.command()
def demo(keep: Annotated[bool, typer.Option(help="Leave it running at the end, until Ctrl-C.")] = False) -> None:
    """Start a fresh instance, play the story on it, stop it. Ends with 0 when the story went as told."""
    from deploy.local.demo.run import demo_layout, run_demo

    try:
        told_well = asyncio.run(run_demo(os.environ, console, keep=keep))
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("stopped")
        raise typer.Exit(130) from None
    except RuntimeError as failure:
        _give_up(str(failure), demo_layout(os.environ))
    raise typer.Exit(0 if told_well else 1)


@cli.command()
def backup(
    to: Annotated[Path | None, typer.Option(help="Folder of the dumps. Default: beside the instance.")] = None,
    keyring_to: Annotated[Path | None, typer.Option(help="Folder of the keyring's copies: another place.")] = None,
) -> None:
    """Copy the three databases, as of one moment, and the keyring, of the running instance."""
    layout = layout_from(os.environ)
    data_folder = to or layout.home.with_name(f"{layout.home.name}-backups")
    keyring_folder = keyring_to or layout.home.with_name(f"{layout.home.name}-keyring-backups")
    with console.status("looking") as shown:
        try:
            made = asyncio.run(take_backup(layout, data_folder, keyring_folder, shown.update))
        except BackupFailed as failure:
            _give_up(str(failure), layout)
    console.print(f"databases  {made.data}\nkeyring    {made.keyring}", highlight=False)
    console.print("Move each to another machine, and never both to the same one: together they can be read.")


@cli.command()
def restore(
    data: Annotated[Path, typer.Option("--from", help="A folder that `backup` made.")],
    keyring: Annotated[Path, typer.Option(help="The copy of the keyring of that time, or a later one.")],
) -> None:
    """Bring a backup back into a new instance, which does not run yet."""
    layout = layout_from(os.environ)
    if lock_holder(layout.home) is not None:
        _give_up(f"an instance runs in {layout.home}: `make down` first", layout)
    with console.status("starting PostgreSQL") as shown:
        try:
            restored = asyncio.run(restore_backup(layout, data, keyring, shown.update))
        except (BackupFailed, OSError, RuntimeError) as failure:
            _give_up(str(failure), layout)
    for line in restored.said():
        console.print(line, highlight=False, markup=False)
    console.print(f"restored into {layout.home}: now `make up`, and compare `hotline incidents` with the calls")


@cli.command(hidden=True)
def run(service: Services = None) -> None:
    """Be the supervisor, in the foreground."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    came_up = asyncio.run(supervise(layout_from(os.environ), _chosen(service), os.environ))
    raise typer.Exit(0 if came_up else 1)


def _chosen(wanted: list[str] | None) -> tuple[str, ...]:
    if wanted is None:
        real_phones = os.environ.get("HOTLINE_MODE") == "production"
        return tuple(name for name in EVERYTHING if not (real_phones and name == "sandbox"))
    if strange := sorted(set(wanted) - {*EVERYTHING, "none"}):
        raise typer.BadParameter(f"no such service: {', '.join(strange)}; there are {', '.join(EVERYTHING)} and none")
    return tuple(name for name in EVERYTHING if name in wanted)


def _require_free_ports(layout: Layout) -> None:
    if taken := layout.ports.taken():
        ports = ", ".join(map(str, taken))
        raise InstanceStartFailed(f"something else listens on {ports}: choose another HOTLINE_PORT_BASE, such as 9400")


def _print_addresses(layout: Layout, found: InstanceStatus) -> None:
    ports = layout.ports
    addresses = {
        "sandbox": ("phones and mailbox", f"http://{HOST}:{ports.sandbox}/"),
        "intake": ("reports (intake)", f"http://{HOST}:{ports.intake}/"),
        "dispatch": ("dispatch", f"http://{HOST}:{ports.dispatch}/"),
        "notify": ("notify", f"http://{HOST}:{ports.notify}/"),
        "kafka": ("Kafka", f"{HOST}:{ports.kafka}"),
        "postgres": ("PostgreSQL", f"{HOST}:{ports.postgres}"),
    }
    rows = [row for part, row in addresses.items() if part in found.parts]
    rows += [("state and logs", str(layout.home)), ("to watch", ".venv/bin/hotline watch"), ("to stop", "make down")]
    for what, where in rows:
        console.print(f"  {what:<19} {where}", highlight=False, markup=False)


def _give_up(reason: str, layout: Layout) -> NoReturn:
    console.print(f"[bold red]not done:[/] {escape(reason)}", highlight=False)
    console.print(f"The logs are in {layout.logs}", highlight=False)
    raise typer.Exit(1)


if __name__ == "__main__":
    cli()
