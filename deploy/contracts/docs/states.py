"""docs/states.md: the states of report, incident, offer, assignment and delivery, from the code's own tables."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.contracts.docs.markdown import table
from schemas.language.catalogue import catalogue
from services.dispatch.model import states as dispatch
from services.intake.reports import states as intake
from services.notify.delivery import states as notify

HEAD = """# States

What may follow each state, and why: written by `make docs` from the tables that the code compares its moves with
([R11](rules.md#r11)). The words in English and Spanish are those of the [glossary](glossary.md).

[Report](#report) · [Incident](#incident) · [Offer](#offer) · [Assignment](#assignment) · [Delivery](#delivery)
"""


class Machine(NamedTuple):
    title: str
    where: str
    starts: tuple[str, ...]
    moves: Mapping[str, Mapping[str, str]]
    words: str
    remark: str


def machines() -> tuple[Machine, ...]:
    return (
        Machine(
            "Report",
            "services/intake/reports/states.py",
            ("held", "released"),
            _plain(intake.MOVES),
            "report_state",
            "Intake's. What a source may read is one word of it: until a reviewer has decided, `checking`.",
        ),
        Machine(
            "Incident",
            "services/dispatch/model/states.py",
            ("assessing",),
            _plain(dispatch.INCIDENT_MOVES),
            "incident_state",
            "Dispatch's. A review that comes after the stand-down is kept beside the state.",
        ),
        Machine(
            "Offer",
            "services/dispatch/model/states.py",
            ("open",),
            _plain(dispatch.OFFER_MOVES),
            "offer_count",
            "One question to one person about one incident. After a yes the assignment goes on.",
        ),
        Machine(
            "Assignment",
            "services/dispatch/model/states.py",
            ("held",),
            _plain(dispatch.ASSIGNMENT_MOVES),
            "assignment",
            "One person on one mission. Who is sent and loses the partner waits again: nobody goes on alone.",
        ),
        Machine(
            "Delivery",
            "services/notify/delivery/states.py",
            ("queued",),
            _plain(notify.MOVES),
            "",
            "One message by one channel. Proof moves it upwards only, whenever it comes, also after the end.",
        ),
    )


def document() -> str:
    return HEAD + "".join(_section(machine) for machine in machines())


def _section(machine: Machine) -> str:
    english, spanish = catalogue("words", "en"), catalogue("words", "es")
    rows = []
    for state, follows in machine.moves.items():
        words = [each.find(machine.words, state) or "" for each in (english, spanish)] if machine.words else []
        rows += [(f"`{state}`", *words, f"`{after}`", why) for after, why in follows.items()]
        if not follows:
            rows.append((f"`{state}`", *words, "nothing", ""))
    heads = ("state", *(("English", "español") if machine.words else ()), "then", "when")
    return (
        f"\n## {machine.title}\n\n{machine.remark} From `{machine.where}`.\n\n"
        f"```mermaid\n{diagram(machine)}```\n\n{table(heads, rows)}"
    )


def _plain(moves: Mapping[Any, Mapping[Any, str]]) -> dict[str, dict[str, str]]:
    return {state.value: {after.value: why for after, why in follows.items()} for state, follows in moves.items()}


def diagram(machine: Machine) -> str:
    lines = ["stateDiagram-v2", *(f"    [*] --> {start}" for start in machine.starts)]
    for state, follows in machine.moves.items():
        lines += [f"    {state} --> {after}" for after in follows]
        if not follows:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines) + "\n"
