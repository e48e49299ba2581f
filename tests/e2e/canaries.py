"""A number, words and an address brought in by every door, right and wrong, to be looked for afterwards."""

from typing import Any, Final

import httpx

from deploy.local.demo.outside_world import OutsideWorld
from deploy.local.stack import Stack

NUMBER: Final = "2135550177"
WORDS: Final = "purple zebra"
MAIL: Final = "canary.mail"
CANARIES: Final = (NUMBER, "213-555-0177", "555-0177", WORDS, MAIL, "34.0499123")
STRANGER: Final = "+12135550166"
REPORT: Final[dict[str, Any]] = {
    "request": "support",
    "channel": "web",
    "languages": ["es"],
    "place": {"text": f"{WORDS} alley 12", "lat": 34.0499123, "lon": -118.2199123, "accuracy": "exact"},
    "salute": {"activity": f"{WORDS}, call 213-555-0177", "uniform": f"{MAIL}@example.org"},
    "narrative": f"{WORDS} said {MAIL}@example.org and {NUMBER}",
    "caller": {"phone": f"+1{NUMBER}", "language": "es", "safe_to_text": False},
}


async def bring_in(stack: Stack, world: OutsideWorld) -> list[int]:
    """What each door answered, in this order: taken, refused in nine ways, forged."""
    headers = {
        "Authorization": f"Bearer {world.source_key}",
        "Idempotency-Key": f"call-{NUMBER}",
        "User-Agent": f"{MAIL}@example.org",
        "X-Forwarded-For": NUMBER,
        "traceparent": f"{WORDS} {NUMBER}",
    }
    answers: list[int] = []
    async with httpx.AsyncClient(base_url=stack.url("intake"), headers=headers, timeout=20) as intake:

        async def post(**sent: Any) -> None:
            answers.append((await intake.post("/v1/reports", **sent)).status_code)

        await post(json=REPORT)
        await post(json={**REPORT, "people": 4})
        await post(content=f'{{"narrative": "{WORDS} {NUMBER}')
        await post(json={**REPORT, "languages": ["es-213555-0177"]})
        await post(json={**REPORT, NUMBER: WORDS})
        await post(json={**REPORT, "people": f"{WORDS} {MAIL}@example.org"})
        await post(json=REPORT, headers={"Idempotency-Key": f"{NUMBER} {WORDS}"})
        await post(json=REPORT, headers={"Authorization": f"Bearer {NUMBER}.{MAIL}"})
        answers.append((await intake.get(f"/v1/reports/{NUMBER}-{MAIL}")).status_code)
        answers.append((await intake.get(f"/v1/{MAIL}/{NUMBER}")).status_code)
    async with httpx.AsyncClient(base_url=stack.url("notify"), timeout=20) as notify:
        forged = {"From": f"+1{NUMBER}", "Body": WORDS, "MessageSid": NUMBER}
        answers.append((await notify.post("/v1/twilio/inbound", data=forged)).status_code)
    await world.send_text(STRANGER, f"{WORDS} in the alley, call 213-555-0177 or {MAIL}@example.org")
    return answers
