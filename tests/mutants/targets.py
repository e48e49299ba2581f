"""Which files are mutated under which name, which tests must notice, and what share of the mutants they must kill."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FLOOR: Final = 0.9


@dataclass(frozen=True, slots=True)
class Target:
    """Some files and the tests that concern them; paths from the root of the repository.

    Attributes:
        files: a folder stands for every Python file in it.
        tests: what is cheap and kills most comes first: the first failure ends a trial.
        floor: share of the mutants that must be killed, from 0 to 1; 0 where it is only measured.
        stores: the tests need PostgreSQL and Kafka.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    floor: float = FLOOR
    stores: bool = False

    def sources(self) -> list[Path]:
        """The files themselves.

        Raises:
            FileNotFoundError: the table names a file that has moved.
        """
        found: list[Path] = []
        for name in self.files:
            path = ROOT / name
            found += sorted(path.glob("*.py")) if path.is_dir() else [path]
        for path in [*found, *(ROOT / test for test in self.tests)]:
            if not path.exists():
                raise FileNotFoundError(f"{path}: named in tests/mutants/targets.py")
        return [path for path in found if path.name != "__init__.py"]


TARGETS: Final[dict[str, Target]] = {
    "grammar": Target(
        ("services/dispatch/grammar", "schemas/reply_text", "schemas/reply_text/distress"),
        (
            "tests/unit/dispatch/test_grammar_parts.py",
            "tests/unit/dispatch/test_grammar_findings.py",
            "tests/unit/dispatch/test_grammar_states.py",
            "tests/unit/dispatch/test_grammar.py",
            "tests/unit/dispatch/test_harm.py",
            "tests/unit/dispatch/test_corpus.py",
        ),
    ),
    "matching": Target(
        ("services/dispatch/matching/ranking.py", "services/dispatch/matching/geography.py"),
        (
            "tests/unit/dispatch/test_matching.py",
            "tests/unit/dispatch/test_matching_edges.py",
            "tests/unit/dispatch/test_geography.py",
        ),
    ),
    "waves": Target(("services/dispatch/matching/waves.py",), ("tests/unit/dispatch/test_waves.py",)),
    "settling": Target(
        ("services/notify/delivery/settling.py",),
        ("tests/unit/notify/test_settling.py", "tests/unit/notify/test_settling_edges.py"),
    ),
    "release_rule": Target(("services/intake/reports/release_rule.py",), ("tests/unit/intake/test_release_rule.py",)),
    "rate_limit": Target(("services/chassis/rate_limit.py",), ("tests/unit/chassis/test_rate_limit.py",)),
    "notices": Target(
        ("services/intake/callers/notices.py", "services/intake/callers/answers.py"),
        ("tests/unit/intake/test_notices.py", "tests/unit/intake/test_answers_told.py"),
    ),
    "refs": Target(("services/intake/reports/refs.py",), ("tests/unit/intake/test_refs.py",)),
    "teaming": Target(
        ("services/dispatch/incident/team.py", "services/dispatch/incident/sending_off.py"),
        (
            "tests/unit/dispatch/test_teaming.py",
            "tests/unit/dispatch/test_meeting.py",
            "tests/unit/dispatch/test_waiting.py",
        ),
    ),
    "pair_rule": Target(("services/dispatch/incident/pair_rule.py",), ("tests/unit/dispatch/test_pair_rule.py",)),
    "pages": Target(
        (
            "services/dispatch/escalation/asked_next.py",
            "services/dispatch/escalation/hearer.py",
            "services/dispatch/escalation/held_too_long.py",
            "services/dispatch/escalation/rounds.py",
            "services/dispatch/escalation/whom_to_page.py",
            "services/dispatch/model/addressee.py",
        ),
        (
            "tests/unit/dispatch/test_page_rounds.py",
            "tests/unit/dispatch/test_page_rounds_in_danger.py",
            "tests/unit/dispatch/test_whom_to_page.py",
            "tests/unit/dispatch/test_held_too_long.py",
            "tests/unit/dispatch/test_hearer.py",
            "tests/unit/dispatch/test_asked_next.py",
        ),
    ),
    "brake": Target(("services/dispatch/model/brake.py",), ("tests/unit/dispatch/test_brake.py",)),
    "lane_shares": Target(("services/notify/delivery/lane_shares.py",), ("tests/unit/notify/test_lane_shares.py",)),
    "inbox": Target(
        ("services/chassis/inbox.py",),
        ("tests/integration/chassis/test_inbox.py", "tests/integration/chassis/test_acknowledging.py"),
        stores=True,
    ),
    "outbox": Target(
        ("services/chassis/outbox.py", "services/chassis/unit_of_work.py"),
        ("tests/integration/chassis/test_outbox.py",),
        stores=True,
    ),
    "clustering": Target(("services/dispatch/incident/clustering.py",), ("tests/unit/dispatch/test_clustering.py",)),
    "planning": Target(("services/notify/delivery/planning.py",), ("tests/unit/notify/test_planning.py",)),
    "retry": Target(("services/notify/delivery/retry.py",), ("tests/unit/notify/test_retry.py",)),
    "segments": Target(("schemas/text_units.py",), ("tests/unit/schemas/test_text_units.py",)),
}
"""What `make mutants` runs, and CI's sample is drawn from."""

ON_DEMAND: Final[dict[str, Target]] = {
    "relay": Target(
        ("services/chassis/relay.py",),
        ("tests/integration/chassis/test_publishing_again.py", "tests/integration/chassis/test_delivery.py"),
        floor=0,
        stores=True,
    ),
    "progress": Target(
        ("services/chassis/progress.py",), ("tests/integration/chassis/test_progress.py",), floor=0, stores=True
    ),
    "territory": Target(("schemas/territory.py",), ("tests/unit/schemas/test_territory.py",), floor=0),
    "timers": Target(
        ("services/chassis/timers.py",), ("tests/integration/chassis/test_timers.py",), floor=0, stores=True
    ),
    "replay": Target(
        ("services/chassis/replay.py",), ("tests/integration/chassis/test_replay.py",), floor=0, stores=True
    ),
    "sealing": Target(
        ("services/chassis/sealing.py",),
        ("tests/unit/chassis/test_sealing.py", "tests/unit/chassis/test_keyring.py"),
        floor=0,
    ),
    "batch_handler": Target(
        ("services/chassis/batch_handler.py",),
        ("tests/integration/chassis/test_acknowledging.py", "tests/integration/chassis/test_delivery.py"),
        floor=0,
        stores=True,
    ),
}
"""`make mutants M=relay`: measured when somebody works there; whether a loop is patient takes seconds to notice,
and how many bands a polygon is cut into changes how fast it answers, and not what."""
