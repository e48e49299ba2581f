"""The part of `hotline topics apply` that says who may do what: accounts and grants of `schemas/access.py` (R105)."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from services.console.cli.output import Output
from services.console.client.environment import Environment

if TYPE_CHECKING:
    from schemas.access import Grant
    from services.chassis.cluster import Cluster
    from services.chassis.cluster_access import Acl

AccountChange = Literal["set", "unchanged", "elsewhere"]
"""`elsewhere`: no password is known here, so whoever runs the cluster makes the account."""


@dataclass(frozen=True, slots=True)
class AccessChange:
    """What `apply` does to accounts and grants; `checked` is False where the cluster lets everybody do everything."""

    checked: bool
    accounts: dict[str, AccountChange]
    granted: "tuple[Grant, ...]"
    withdrawn: "tuple[Acl, ...]"


async def apply_access(cluster: "Cluster", environment: Environment, *, dry_run: bool) -> AccessChange:
    """Make the cluster's access what the table says, for our accounts and our names; nobody else's is touched."""
    from schemas.access import PRINCIPALS, grants
    from services.chassis.bus import Bus
    from services.chassis.cluster_access import ClusterAccess, lets_in

    access = ClusterAccess(cluster, environment.bus("admin"))
    settings = {principal: environment.kafka(principal) for principal in PRINCIPALS}
    usernames = {principal: settings[principal].username or principal for principal in PRINCIPALS}

    accounts: dict[str, AccountChange] = {}
    for principal, account in settings.items():
        if not environment.has_account(principal) or account.password is None:
            accounts[principal] = "elsewhere"
            continue
        bus = Bus(account, client_id="hotline-console")
        accounts[principal] = "unchanged" if await lets_in(bus) else "set"
        if accounts[principal] == "set" and not dry_run:
            await access.set_password(usernames[principal], account.password.get_secret_value(), bus)

    present = await access.present(usernames.values())
    if present is None:
        return AccessChange(False, accounts, (), ())
    wanted = {access.acl_of(grant, usernames[grant.principal]): grant for grant in grants()}
    missing = wanted.keys() - present
    surplus = present - wanted.keys()
    if (missing or surplus) and not dry_run:
        await access.change(add=missing, remove=surplus, usernames=usernames.values())
    granted = sorted((wanted[acl] for acl in missing), key=lambda grant: (grant.principal, grant.name, grant.operation))
    withdrawn = sorted(surplus, key=lambda acl: (acl.principal, acl.name, acl.operation))
    return AccessChange(True, accounts, tuple(granted), tuple(withdrawn))


def tell_access(out: Output, change: AccessChange, *, dry_run: bool) -> None:
    rows = [(grant.principal, f"{grant.operation} {grant.name}", "granted") for grant in change.granted]
    rows += [(acl.principal, f"{acl.operation_name} {acl.name}", "withdrawn") for acl in change.withdrawn]
    rows += [(principal, "", kind) for principal, kind in change.accounts.items() if kind == "set"]
    if rows:
        out.table(
            ("account", "allowed", "change"),
            ((account, allowed, out.text(f"access.{kind}")) for account, allowed, kind in rows),
        )
    if not change.checked:
        out.say("access_unchecked")
        return
    facts = {"granted": len(change.granted), "withdrawn": len(change.withdrawn)}
    out.say("access_would_change" if dry_run else "access_changed", **facts)


def access_document(change: AccessChange) -> dict[str, Any]:
    return {
        "checked": change.checked,
        "accounts": change.accounts,
        "granted": [asdict(grant) for grant in change.granted],
        "withdrawn": [asdict(acl) for acl in change.withdrawn],
    }
