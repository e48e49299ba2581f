"""The one job that makes and ends keys: `python -m services.chassis.keyring ensure FOLDER`, at start and every hour.

`expire FOLDER intake=URL dispatch=URL notify=URL`, every hour too: destroys the keys of days whose time is over, after
each service said at its internal port what its open matters need. Does one not answer, nothing is destroyed: exit 1.

`rotate-bus FOLDER` makes the next key of every pair of services at once, for when one may be known to somebody else.
`adopt FOLDER SOURCE_ID ..` once after an upgrade, where intake cannot see persons' keys: the last release kept the keys
of sources among them.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from services.chassis.bus_keys import BusKeys
from services.chassis.key_job import ServiceSilent, expire
from services.chassis.sealing import Keyring

USAGE = (
    "usage: python -m services.chassis.keyring ensure FOLDER | expire FOLDER intake=URL dispatch=URL notify=URL"
    " | rotate-bus FOLDER | adopt FOLDER SOURCE_ID .."
)


def main(arguments: list[str]) -> int:
    now = datetime.now(UTC)
    match arguments:
        case ["ensure", folder]:
            made = [*BusKeys(Path(folder)).ensure(now), *Keyring(Path(folder)).ensure(now.date())]
            print(f"{len(made)} new keys")
        case ["expire", folder, *asked] if all("=" in each for each in asked):
            return _expire(Path(folder), dict(each.split("=", 1) for each in asked))
        case ["rotate-bus", folder]:
            print(f"{len(BusKeys(Path(folder)).rotate())} new keys")
        case ["adopt", folder, *source_ids] if source_ids:
            for source_id in source_ids:
                Keyring(Path(folder)).adopt_source_key(UUID(source_id))
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


def _expire(folder: Path, urls: dict[str, str]) -> int:
    try:
        found = asyncio.run(expire(Keyring(folder), urls))
    except ServiceSilent as why:
        print(f"no key was destroyed: {why}", file=sys.stderr)
        return 1
    print(f"{len(found.destroy)} keys destroyed, {len(found.still_needed)} still needed by open matters")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
