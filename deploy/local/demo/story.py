"""The story of `make demo`: one report, from the hotline's POST to the finding, told as it happens (rule R113)."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from deploy.local.demo.outside_world import GIVE_UP_SECONDS, ArrivedText, ExpectationFailed, OutsideWorld, PostedReport
from deploy.local.layout import CHECKOUT
from deploy.local.stack import Stack
from schemas.envelope import decode, type_in
from schemas.events.incident import WaveOpenedV1
from schemas.events.report import ReportReleasedV1
from services.chassis.bus import Bus

CALLER = "+13235550111"
PLACE = {
    "text": "Soto St & E 1st St",
    "lat": 34.0437,
    "lon": -118.2100,
    "accuracy": "intersection",
    "is_residence": False,
}
OFFER = r"check a report|revisar reporte"
WAVE_SECONDS = 10
"""Instead of 180: nobody wants to watch three minutes of silence. Everything else is the network's own policy."""
OUTPUT = CHECKOUT / "build/demo/latest.json"


def a_report(**changes: Any) -> dict[str, Any]:
    """S1's report as a hotline system posts it: Spanish, vests, two cars, four people, now."""
    report: dict[str, Any] = {
        "request": "observe",
        "channel": "phone",
        "observed_at": datetime.now(UTC).isoformat(),
        "languages": ["es"],
        "place": PLACE,
        "salute": {"size": "4 people", "activity": "knocking on doors", "uniform": "vests reading POLICE ICE"},
        "people": 4,
        "vehicles": 2,
        "evidence": ["witness", "marked"],
        "caller": {"phone": CALLER, "language": "es", "safe_to_text": True},
    }
    return report | changes


@dataclass
class Narrator:
    """Says each step with its time from the POST, and keeps the timeline."""

    console: Console
    world: OutsideWorld
    posted_at: float = 0.0
    first_text_at: float = 0.0
    steps: list[dict[str, Any]] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        self.console.print(f"\n[bold]{escape(title)}[/]", highlight=False)

    def say(self, what: str, *, at: float | None = None, style: str = "") -> None:
        """One line: milliseconds from the POST, and what happened."""
        moment = time.time() if at is None else at
        ms = (moment - self.posted_at) * 1000 if self.posted_at else None
        stamp = "        " if ms is None else f"{ms:7.0f}ms"
        if ms is not None:
            self.steps.append({"ms": round(ms, 1), "what": what})
        text = f"[dim]{stamp}[/] {escape(what)}"
        self.console.print(f"[{style}]{text}[/]" if style else text, highlight=False)

    def show(self, text: ArrivedText) -> None:
        """A text as it lies on the phone."""
        one = "1 segment" if text.segments == 1 else f"{text.segments} segments"
        self.say(f"{text.callsign:>10} ◂ {text.body}   ({text.encoding}, {one})", at=text.at)
        if text.segments != 1:
            raise ExpectationFailed(f"the text to {text.callsign} has {text.segments} segments")

    async def reply(self, callsign: str, body: str) -> None:
        self.say(f"{callsign:>10} ▸ {body}")
        await self.world.send_text(callsign, body)


async def tell_story(stack: Stack, console: Console, started_at: float) -> bool:
    """True when the story ended as told; either way it is written to build/demo/latest.json.

    `started_at`: when the person's command began (UNIX time).
    """
    async with OutsideWorld(stack) as world:
        narrator = Narrator(console, world)
        problem: str | None = None
        try:
            await play(narrator)
        except ExpectationFailed as broke:
            problem = str(broke)
        _write(narrator, problem, started_at)
        if problem is not None:
            console.print(f"\n[bold red]The story did not go as told:[/] {escape(problem)}", highlight=False)
            console.print(f"The logs are in {stack.layout.logs}", highlight=False)
            return False
        _look_further(narrator, stack)
        return True


async def play(narrator: Narrator) -> None:
    """S1: report, offers, an answer each way, the pair, the finding, the review, everyone home.

    Raises:
        ExpectationFailed: at the first step that did not happen.
    """
    world = narrator.world
    narrator.chapter("A network around Los Angeles, on call")
    await world.set_up_network(wave_seconds=WAVE_SECONDS, wave_sizes=[3, 5])
    leads = [person.callsign for person in world.volunteers.values() if "duty_lead" in person.roles]
    everyone = [p.callsign for p in world.volunteers.values() if "observer" in p.roles]
    await world.hotline("duty", "on", leads[0])
    await world.hotline("on", *everyone, "--for", "4h")
    narrator.say(f"{len(everyone)} observers are on call; {leads[0]} is on duty and stands behind every mission")

    posted = await _the_report(narrator)
    offers, code = await _the_offers(narrator, posted)
    pair = await _the_answers(narrator, offers, code)
    await _the_scene(narrator, pair, code, posted)
    await _the_review(narrator, code, leads[0], posted)
    await _going_home(narrator, pair, code, leads[0])


async def _the_report(narrator: Narrator) -> PostedReport:
    narrator.chapter("1 · A hotline posts a report")
    report = a_report()
    posted = await narrator.world.post_report(report, key="demo-report-1")
    narrator.posted_at = posted.at
    narrator.say(
        f"202 in {posted.answered_ms:.0f} ms: report {posted.report_id}, ref {posted.ref}, {posted.document['state']}"
    )
    if posted.document["state"] != "released":
        raise ExpectationFailed(f"the report was held: {posted.document['missing']}")
    again = await narrator.world.post_report(report, key="demo-report-1")
    narrator.say(f"the same POST again gets the same answer: {again.ref}")
    if again.report_id != posted.report_id:
        raise ExpectationFailed("a repeated Idempotency-Key made a second report")
    return posted


async def _on_the_topics(narrator: Narrator, posted: PostedReport) -> None:
    """What anyone who may watch the topics sees of it: codes, a coarse cell, counts, reasons; the rest sealed."""
    bus = Bus(narrator.world.stack.kafka(), client_id="story")
    tail = await bus.tail(topics=[ReportReleasedV1.TOPIC, WaveOpenedV1.TOPIC], from_beginning=True)
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            wave: WaveOpenedV1 | None = None
            while wave is None:
                for records in (await tail.getmany(timeout_ms=200)).values():
                    for record in records:
                        kind = type_in(record.value)
                        if kind == ReportReleasedV1.TYPE and record.key == posted.report_id.encode():
                            report = decode(ReportReleasedV1, record.value).data
                            narrator.say(
                                f"{ReportReleasedV1.TOPIC}: cell {report.cell}, {', '.join(report.languages)}, "
                                f"place sealed ({len(report.sealed_place or '')} characters), words sealed "
                                f"({len(report.sealed_words or '')})"
                            )
                        elif kind == WaveOpenedV1.TYPE:
                            wave = decode(WaveOpenedV1, record.value).data
    except TimeoutError:
        raise ExpectationFailed("no wave was announced on the incident topic") from None
    finally:
        await tail.stop()
    narrator.say(f"{WaveOpenedV1.TOPIC}: {wave.code}, wave {wave.wave}, {wave.considered} considered")
    narrator.say(f"{wave.asked} asked; who they are is on no topic")
    for reason, count in (wave.not_asked or {}).items():
        narrator.say(f"{count:>10} not asked: {reason}")


async def _the_offers(narrator: Narrator, posted: PostedReport) -> tuple[list[ArrivedText], str]:
    narrator.chapter("2 · Dispatch ranks who is near, and wave 1 goes out")
    offers = await narrator.world.texts_arrive(OFFER, 3)
    narrator.first_text_at = offers[0].at
    code = code_in(offers[0].body)
    for offer in offers:
        narrator.show(offer)
    await _on_the_topics(narrator, posted)
    mail = await narrator.world.mail_arrives()
    narrator.say(f"mail to the coordinator: {mail['subject']}")
    receipt = await narrator.world.text_arrives(r"Vemos si alguien puede ir a ver", to="the caller")
    narrator.show(receipt)
    return offers, code


async def _the_answers(narrator: Narrator, offers: list[ArrivedText], code: str) -> tuple[str, str]:
    """One declines and is replaced at once, one accepts and waits, one is silent until the wave ends."""
    world = narrator.world
    narrator.chapter("3 · One says no, one says yes, one says nothing")
    verified = [offer for offer in offers if world.volunteers[offer.callsign].level in ("verified", "lead")]
    first = (verified or offers)[0]
    decliner, silent = [offer for offer in offers if offer is not first]
    before = len(world.texts)
    asked = time.time()
    await narrator.reply(decliner.callsign, "NO" if _spanish(world, decliner) else "N")
    instead = await world.text_arrives(OFFER, after=before)
    narrator.say(
        f"{instead.callsign} is asked instead, {(instead.at - asked) * 1000:.0f} ms after the no", at=instead.at
    )
    await narrator.reply(first.callsign, "SI 12" if _spanish(world, first) else "Y 12")
    narrator.show(await world.text_arrives(r"WAIT|ESPERE", to=first.callsign, after=before))
    narrator.say(f"{silent.callsign} says nothing: {WAVE_SECONDS} s later the offer expires and wave 2 goes out")
    asked_already = {offer.callsign for offer in offers} | {instead.callsign}
    count = len(world.texts)
    second = await world.text_arrives(OFFER, after=count, seconds=WAVE_SECONDS + 10)
    if second.callsign in asked_already:
        raise ExpectationFailed(f"{second.callsign} was asked twice")
    narrator.show(second)
    before = len(world.texts)
    await narrator.reply(second.callsign, "SI 9" if _spanish(world, second) else "Y 9")
    narrator.chapter("4 · The pair stands")
    meeting = r"meet [A-Z]+ at|vea a [A-Z]+ en"
    for callsign, buddy in ((first.callsign, second.callsign), (second.callsign, first.callsign)):
        text = await world.text_arrives(meeting, to=callsign, after=before)
        narrator.show(text)
        if buddy not in text.body:
            raise ExpectationFailed(f"{callsign} was not told to meet {buddy}")
    covered = await world.text_arrives(r"is covered|ya tiene equipo", after=before)
    narrator.show(covered)
    return first.callsign, second.callsign


async def _the_scene(narrator: Narrator, pair: tuple[str, str], code: str, posted: PostedReport) -> None:
    world = narrator.world
    narrator.chapter("5 · On the scene, and the finding")
    before = len(world.texts)
    for callsign in pair:
        await narrator.reply(callsign, "AQUI" if world.volunteers[callsign].language == "es" else "HERE")
    for callsign in pair:
        narrator.show(await world.text_arrives(r"look toward|miren hacia", to=callsign, after=before))
        narrator.show(await world.text_arrives(r"both here|ya estan los dos", to=callsign, after=before))
    for callsign in pair:
        await narrator.reply(callsign, "C 4 2")
    paged = await world.text_arrives(r"^(DUTY|RESPONSABLE)", after=before)
    narrator.show(paged)
    status = await world.status_until(
        posted.report_id, lambda found: found["status"] == "checking", "nothing unreviewed leaves"
    )
    narrator.say(f"the hotline reads its report: status {status['status']}, outcome {status['outcome']}")
    if any("CONFIRM" in text.body for text in world.texts if text.callsign == "the caller"):
        raise ExpectationFailed("the caller was told before the review")


async def _the_review(narrator: Narrator, code: str, lead: str, posted: PostedReport) -> None:
    world = narrator.world
    before = len(world.texts)
    narrator.say(f"{lead} reviews it:  hotline review {code}")
    await world.hotline("review", code, "--yes", who=lead)
    status = await world.status_until(
        posted.report_id, lambda found: bool(found["reviewed"]), "the reviewed outcome reaches the hotline"
    )
    narrator.say(f"the hotline reads its report: {status['status']}")
    if not str(status["outcome"]).startswith("confirmed"):
        raise ExpectationFailed(f"the outcome reads {status['outcome']}")
    narrator.show(await world.text_arrives(r"CONFIRMADO", to="the caller", after=before))


async def _going_home(narrator: Narrator, pair: tuple[str, str], code: str, lead: str) -> None:
    world = narrator.world
    narrator.chapter("6 · Stand-down")
    before = len(world.texts)
    await world.hotline("stand-down", code, "--yes", who=lead)
    for callsign in pair:
        narrator.show(await world.text_arrives(code, to=callsign, after=before))
    for callsign in pair:
        await narrator.reply(callsign, "FUERA" if world.volunteers[callsign].language == "es" else "OUT")
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while (incident := await world.hotline("incident", code))["state"] != "closed":
        if time.monotonic() > deadline:
            raise ExpectationFailed(f"both are out, and the incident is still {incident['state']}")
    narrator.say(f"{code} is closed: both are out, the caller was told")


def _spanish(world: OutsideWorld, text: ArrivedText) -> bool:
    return world.volunteers[text.callsign].language == "es"


def code_in(body: str) -> str:
    """The incident's, in a text about it."""
    found = re.search(r"\b([2-9CDFGHJKMNPQRTVWXY]{3,5}):", body)
    if found is None:
        raise ExpectationFailed(f"no incident code in {body!r}")
    return found[1]


def _write(narrator: Narrator, problem: str | None, started_at: float) -> None:
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    first = narrator.first_text_at - started_at if narrator.first_text_at else None
    OUTPUT.write_text(
        json.dumps(
            {
                "ok": problem is None,
                "problem": problem,
                "first_text_s": None if first is None else round(first, 2),
                "first_text_ms_after_post": _first_ms(narrator),
                "story_ms": narrator.steps,
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n",
        encoding="utf-8",
    )


def _first_ms(narrator: Narrator) -> float | None:
    return round((narrator.first_text_at - narrator.posted_at) * 1000, 1) if narrator.first_text_at else None


def _look_further(narrator: Narrator, stack: Stack) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for what, where in (
        ("phones", f"{stack.url('sandbox')}/phones"),
        ("mailbox", f"{stack.url('sandbox')}/mailbox"),
        ("every event", ".venv/bin/hotline watch"),
        ("this timeline", str(OUTPUT.relative_to(CHECKOUT))),
    ):
        table.add_row(f"[bold]{what}[/]", where)
    narrator.console.print()
    narrator.console.print(
        Panel(table, title="It ended as told. `make up` keeps it running for you; then look at", expand=False)
    )
