"""The one job that makes keys: `python -m services.chassis.keyring ensure FOLDER`, at start and every hour."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from services.chassis.sealing import Keyring


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] != "ensure":
        print("usage: python -m services.chassis.keyring ensure FOLDER", file=sys.stderr)
        return 2
    made = Keyring(Path(arguments[1])).ensure(datetime.now(UTC).date())
    print(f"{len(made)} new keys")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
