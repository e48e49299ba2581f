"""Write fresh secrets into deploy/compose/.env, or the file named; `make compose-env` calls it. Never overwrites."""

import hashlib
import json
import os
import secrets
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    env = Path(arguments[1]) if len(arguments) > 1 else Path(__file__).with_name(".env")
    if env.exists():
        return 0
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


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
