"""Dispatch's routes as members of the staff call them, over a stand of tests/support/dispatch_harness.py."""

import json
from pathlib import Path
from typing import Any, Final

import httpx

from services.chassis.auth import new_key
from services.chassis.http_server import public_app
from services.chassis.keys_in_use import KeyWatch
from services.chassis.replay import Replay
from services.chassis.retention import Retention
from services.chassis.sealing import Keyring
from services.chassis.staff_keys import StaffKeys
from services.dispatch.api.routers import ROUTERS
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from services.dispatch.store.retention import KEPT
from tests.support.dispatch_harness import Stand
from tests.support.event_macs import macs_of

STAFF: Final = {
    "ROBIN": ("duty_lead", ["la"]),
    "HERON": ("duty_lead", ["la"]),
    "WREN": ("operator", ["la"]),
    "ADMIN": ("admin", ["la"]),
    "OTTER": ("legal", ["la"]),
    "CRANE": ("duty_lead", ["sb"]),
    "EGRET": ("operator", ["sb"]),
    "IBIS": ("admin", ["sb"]),
    "STOAT": ("legal", ["sb"]),
}
"""The roles in each of two networks."""


class Staffed:
    """The API as members of the staff call it."""

    def __init__(self, stand: Stand, folder: Path) -> None:
        entries = []
        self.keys: dict[str, str] = {}
        for actor, (role, networks) in STAFF.items():
            key_id, key, sha256 = new_key()
            entries.append({"key_id": key_id, "actor": actor, "role": role, "networks": networks, "sha256": sha256})
            self.keys[actor] = key
        path = folder / "staff.json"
        path.write_text(json.dumps(entries))
        self.app = public_app(
            title="t",
            routers=ROUTERS,
            database=stand.database,
            staff_keys=StaffKeys(path),
            replay=Replay(stand.database, {}, [], macs_of("dispatch")),
            retention=Retention(stand.database, KEPT),
            keys=KeyWatch(Keyring(folder, "dispatch"), stand.database, KEYS_IN_USE),
            state={"resources": stand.resources},
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://dispatch")

    async def get(self, path: str, who: str = "ROBIN") -> Any:
        answer = await self.http.get(path, headers={"Authorization": f"Bearer {self.keys[who]}"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def status(self, method: str, path: str, body: Any = None, who: str = "ROBIN") -> int:
        """What is answered to that person; `NOBODY` has a key that nobody was given."""
        key = self.keys.get(who, "hl_nobody_nothing")
        answer = await self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {key}"})
        return answer.status_code

    async def post(self, path: str, body: dict[str, Any], who: str = "ROBIN") -> httpx.Response:
        return await self.http.post(path, json=body, headers={"Authorization": f"Bearer {self.keys[who]}"})
