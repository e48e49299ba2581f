"""What is wrong with an answer. Pure."""

import json
from dataclasses import dataclass
from typing import Final

from services.chassis.openapi import PROBLEM_JSON
from tests.fuzz.doors import Guard
from tests.fuzz.hostile import CANARY
from tests.fuzz.requests import Request, names_in
from tests.fuzz.senders import Known, Sender

SERVER_ERROR: Final = "server error"
LET_IN: Final = "let in"
NO_PROBLEM: Final = "refused without a problem"
REPEATED: Final = "repeats what was sent"
NO_ANSWER: Final = "no answer"
MOST_SECONDS: Final = 12.0
"""A request has ten (http_server.py)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: none came, because the connection was closed or nothing was said in time."""

    status: int
    content_type: str = ""
    body: bytes = b""
    seconds: float = 0.0


def faults_of(request: Request, answer: Answer, known: Known) -> list[str]:
    """Kinds, each of which a fuzz must not find."""
    if answer.status == 0:
        return [NO_ANSWER] if request.whole or answer.seconds >= MOST_SECONDS else []
    faults = []
    ours = request.door.is_ours
    if answer.status >= 500:
        faults.append(SERVER_ERROR)
    elif answer.status >= 400 and ours and not _is_problem(answer, empty=" HEAD " in f" {' '.join(request.spoilt)} "):
        faults.append(NO_PROBLEM)
    if answer.status >= 400 and ours and CANARY.encode() in answer.body:
        faults.append(REPEATED)
    if 200 <= answer.status < 400 and _is_let_in(request, answer, known):
        faults.append(LET_IN)
    return faults


def _is_problem(answer: Answer, *, empty: bool) -> bool:
    if not answer.content_type.startswith(PROBLEM_JSON):
        return False
    if empty:
        return True
    try:
        problem = json.loads(answer.body)
    except ValueError:
        return False
    return (
        isinstance(problem, dict)
        and problem.get("status") == answer.status
        and str(problem.get("type", "")).startswith("urn:hotline:problem:")
        and bool(problem.get("title"))
        and problem.keys() <= {"type", "title", "status", "detail", "errors"}
    )


def _is_let_in(request: Request, answer: Answer, known: Known) -> bool:
    """Staff of another network are answered lists of their own, which are empty; and whoever reaches an open door is
    told how a service fares. Everybody else gets nothing."""
    if request.door.guard is Guard.NOBODY or request.sender is Sender.ANOTHER_NETWORK:
        return bool(names_in(answer.body, request, known))
    return request.sender is not Sender.RIGHT
