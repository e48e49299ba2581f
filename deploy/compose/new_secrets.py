"""Write fresh secrets into deploy/compose/.env, or the file named; `make compose-env` calls it. Never overwrites.

What a new release needs beside them is added.
"""

import hashlib
import json
import os
import secrets
import sys
from pathlib import Path

ACCOUNTS = ("ADMIN", "INTAKE", "DISPATCH", "NOTIFY", "CONSOLE")


def main(arguments: list[str]) -> int:
    env = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).with_name(".env")
    kafka = {f"KAFKA_{name}_PASSWORD": secrets.token_urlsafe(24) for name in ACCOUNTS}
    if env.exists():
        return add_what_is_missing(env, kafka)
    key_id = secrets.token_hex(6)
    key = f"hl_{key_id}_{secrets.token_urlsafe(32)}"
    operator = {
        "key_id": key_id,
        "actor": "OPERATOR",
        "role": "admin",
        "networks": "*",
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
    }
    lines = [f"{name}_PASSWORD={secrets.token_urlsafe(24)}" for name in ("POSTGRES", "INTAKE", "DISPATCH", "NOTIFY")]
    lines += [f"{name}={password}" for name, password in kafka.items()]
    lines += [
        f"HOTLINE_NOTIFY_SMS__ACCOUNT_SID=AC{secrets.token_hex(16)}",
        f"HOTLINE_NOTIFY_SMS__AUTH_TOKEN={secrets.token_hex(16)}",
        f"HOTLINE_STAFF_KEY={key}",
        f"FIRST_STAFF='{json.dumps([operator])}'",
        "COMPOSE_PROFILES=sandbox",
    ]
    with os.fdopen(os.open(env, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    print(f"wrote {env}: the secrets of this host. Keep a copy: the volumes can be used with these only.")
    return 0


def add_what_is_missing(env: Path, wanted: dict[str, str]) -> int:
    kept = env.read_text()
    names = {line.partition("=")[0].strip() for line in kept.splitlines()}
    missing = [f"{name}={value}\n" for name, value in wanted.items() if name not in names]
    if missing:
        with env.open("a") as file:
            file.write("" if kept.endswith("\n") else "\n")
            file.writelines(missing)
        print(f"added to {env}: {len(missing)} secrets that this release needs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
