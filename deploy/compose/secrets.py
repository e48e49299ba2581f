"""Write deploy/compose/.env and the staff key file with fresh secrets; `make compose-env` calls it. Never overwrites."""

import hashlib
import json
import os
import secrets
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    env, keys = HERE / ".env", HERE / "secrets/staff-keys.json"
    if env.exists():
        print(f"{env.name} is there already; delete it to make new secrets")
        return 0
    key_id = secrets.token_hex(6)
    key = f"hl_{key_id}_{secrets.token_urlsafe(32)}"
    lines = [f"{name}_PASSWORD={secrets.token_urlsafe(24)}" for name in ("POSTGRES", "INTAKE", "DISPATCH", "NOTIFY")]
    lines += [
        f"HOTLINE_NOTIFY_SMS__ACCOUNT_SID=AC{secrets.token_hex(16)}",
        f"HOTLINE_NOTIFY_SMS__AUTH_TOKEN={secrets.token_hex(16)}",
        f"HOTLINE_STAFF_KEY={key}",
        "COMPOSE_PROFILES=sandbox",
    ]
    keys.parent.mkdir(mode=0o755, exist_ok=True)
    entry = {"key_id": key_id, "actor": "OPERATOR", "role": "admin", "sha256": hashlib.sha256(key.encode()).hexdigest()}
    keys.write_text(json.dumps([entry]) + "\n")
    keys.chmod(0o644)  # hashes only; the services read it as another user
    with os.fdopen(os.open(env, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    print(f"wrote {env.name} and {keys.relative_to(HERE)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
