"""Change one thing at a time and see whether a test notices: `make mutants`, `make mutants M=grammar`.

What was tried stays in build/mutants/ and is not tried again: a mutant that was killed counts until the code of its
file or the test that killed it changes, one that lived until that code or any of its tests does. Survivors are printed
as patches; `latest.json` holds the sums. Exits 1 when a target is below its floor, or a listed equivalent is none.
"""

import argparse
import ast
import asyncio
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.mutants.operators import Mutant, mutants_of
from tests.mutants.sample import draw, write_sample
from tests.mutants.targets import ON_DEMAND, ROOT, TARGETS, Target
from tests.mutants.worker import WILL_NOT_IMPORT, module_at

BUILD: Final = ROOT / "build" / "mutants"
EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")
WORKERS: Final = 2
LINE_LIMIT: Final = 16 * 1024 * 1024

KILLED, SURVIVED, ENDLESS, LATE, STILLBORN = "killed", "survived", "endless", "late", "stillborn"


class Worker:
    """A process that tries one mutant after another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, environment: dict[str, str]) -> "Worker":
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.mutants.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
                env={**os.environ, **environment},
                limit=LINE_LIMIT,
            )
        )

    async def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a worker ended while it tried {job.get('path')}")
        found: dict[str, Any] = json.loads(line)
        return found

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def workers(number: int, environment: dict[str, str]) -> AsyncIterator[list[Worker]]:
    started = [await Worker.start(environment) for _ in range(number)]
    try:
        yield started
    finally:
        for worker in started:
            await worker.stop()


@dataclass(frozen=True, slots=True)
class Budget:
    """What a trial may take: a mutant that uses more of the processor runs in circles."""

    cpu_seconds: float
    wall_seconds: float

    def job(self, path: str, source: str, tests: Sequence[str]) -> dict[str, Any]:
        """What a worker is asked."""
        return {
            "path": path,
            "source": source,
            "tests": list(tests),
            "cpu_seconds": self.cpu_seconds,
            "wall_seconds": self.wall_seconds,
        }


async def prepare(team: Sequence[Worker], tests: Sequence[str], files: Collection[str]) -> Budget:
    """Run the tests unchanged, see what they take, and have everything imported that does not depend on `files`.

    Raises:
        SystemExit: they fail as they are, so nothing can be learnt from their failing.
    """
    first = await team[0].ask({"tests": list(tests), "cpu_seconds": 600, "wall_seconds": 900})
    if first["status"] != 0:
        raise SystemExit(f"the tests fail unchanged:\n{first['output']}")
    but = [module_at(path) for path in files]
    await asyncio.gather(*(worker.ask({"preload": first["modules"], "but": but}) for worker in team))
    return Budget(cpu_seconds=10 + 5 * first["cpu"], wall_seconds=60 + 10 * first["seconds"])


async def attempt(worker: Worker, mutant: Mutant, tests: Sequence[str], budget: Budget) -> dict[str, Any]:
    """What became of a mutant: its outcome, and the test that noticed."""
    found = await worker.ask(budget.job(mutant.path, mutant.source, tests))
    return {
        "id": mutant.id,
        "path": mutant.path,
        "outcome": outcome_of(found, mutant),
        "noticed_by": found["noticed_by"],
        "seconds": found["seconds"],
        "was": mutant.was,
        "now": mutant.now,
    }


def outcome_of(found: dict[str, Any], mutant: Mutant) -> str:
    if found["endless"]:
        return ENDLESS
    if found["late"]:
        return LATE
    match found["status"]:
        case 0:
            return SURVIVED
        case 1 | 2:  # a test failed, or could not be imported
            return KILLED
        case status if status == WILL_NOT_IMPORT:
            return STILLBORN
        case 4 if "while loading conftest" in found["output"]:  # what every test needs could not be imported
            return KILLED
        case status:
            raise SystemExit(f"pytest ended with {status} for {mutant.diff()}\n{found['output']}")


class Tried:
    """The trials of one target, kept in a file: a line each, so that a run that is broken off is not lost."""

    def __init__(self, name: str, target: Target) -> None:
        self._path = BUILD / f"{name}.jsonl"
        self._tests = _digest([ROOT / test for test in target.tests])
        self._files = {str(path.relative_to(ROOT)): _digest_of_code(path) for path in target.sources()}
        self.by_id: dict[str, dict[str, Any]] = {}
        if self._path.exists():
            for line in self._path.read_text().splitlines():
                trial = json.loads(line)
                if self._still_counts(trial):
                    self.by_id[trial["id"]] = trial

    def add(self, trial: dict[str, Any]) -> None:
        noticed_in = trial["noticed_by"].split("::")[0]
        trial["tests"] = _digest([ROOT / noticed_in]) if noticed_in else self._tests
        trial["code"] = self._files[trial["path"]]
        self.by_id[trial["id"]] = trial
        with self._path.open("a") as file:
            file.write(json.dumps(trial) + "\n")

    def _still_counts(self, trial: dict[str, Any]) -> bool:
        if trial["code"] != self._files.get(trial["path"]):
            return False
        if not trial["noticed_by"]:
            return bool(trial["tests"] == self._tests)
        noticed_in = ROOT / trial["noticed_by"].split("::")[0]
        return noticed_in.exists() and bool(trial["tests"] == _digest([noticed_in]))


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _digest_of_code(path: Path) -> str:
    """Whatever the comments and docstrings say."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        for statement in list(getattr(node, "body", ())) if not isinstance(node, ast.Lambda | ast.IfExp) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                statement.value.value = ""
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:12]


def equivalents_of(name: str, mutants: Sequence[Mutant]) -> tuple[set[str], list[str]]:
    """The mutants that change nothing, by the committed list; and what is wrong with the list."""
    listed: set[str] = set()
    faults: list[str] = []
    if not EQUIVALENT.exists():
        return listed, faults
    for entry in tomllib.loads(EQUIVALENT.read_text()).get(name, []):
        fitting = {each.id for each in mutants if each.was == entry["was"] and each.now == entry["now"]}
        if not fitting or not entry["why"].strip():
            faults.append(f"{name}: no such mutant any more, or no reason: {entry['was']!r} -> {entry['now']!r}")
        listed |= fitting
    return listed, faults


async def run_target(name: str, target: Target, environment: dict[str, str], *, limit: int | None) -> bool:
    """Try what was not tried yet; print survivors; True when the floor holds."""
    mutants = [mutant for path in target.sources() for mutant in mutants_of(path)]
    equivalent, faults = equivalents_of(name, mutants)
    tried = Tried(name, target)
    waiting = [mutant for mutant in mutants if mutant.id not in tried.by_id][:limit]
    if waiting:
        async with workers(WORKERS, environment) as team:
            budget = await prepare(team, target.tests, {mutant.path for mutant in mutants})
            queue = list(reversed(waiting))

            async def work(worker: Worker) -> None:
                while queue:
                    mutant = queue.pop()
                    tried.add(await attempt(worker, mutant, target.tests, budget))
                    _progress(name, len(waiting) - len(queue), len(waiting))

            await asyncio.gather(*(work(worker) for worker in team))
    known = {mutant.id: tried.by_id[mutant.id]["outcome"] for mutant in mutants if mutant.id in tried.by_id}
    counted = {key: outcome for key, outcome in known.items() if outcome != STILLBORN and key not in equivalent}
    killed = sum(outcome in (KILLED, ENDLESS) for outcome in counted.values())
    faults += [
        f"{name}: listed as equivalent, yet a test noticed: {mutant.was!r} -> {mutant.now!r}"
        for mutant in mutants
        if mutant.id in equivalent and known.get(mutant.id) in (KILLED, ENDLESS)
    ]
    for mutant in mutants:
        if counted.get(mutant.id) in (SURVIVED, LATE):
            print(f"{name} {mutant.id} {counted[mutant.id]}\n{mutant.diff()}")
    share = killed / len(counted) if counted else 1.0
    complete = len(known) == len(mutants)
    print(f"{name}: {killed} of {len(counted)} killed ({share:.1%}){'' if complete else ', not all tried'}")
    for fault in faults:
        print(fault)
    if complete:
        _write_sums(name, len(counted), killed)
    return share >= target.floor and not faults


def _progress(name: str, done: int, of: int) -> None:
    if sys.stderr.isatty() or done % 50 == 0:
        print(f"{name}: {done} of {of}", file=sys.stderr, flush=True)


def _write_sums(name: str, mutants: int, killed: int) -> None:
    path = BUILD / "latest.json"
    sums = json.loads(path.read_text()) if path.exists() else {}
    sums[name] = {"mutants": mutants, "killed": killed}
    path.write_text(json.dumps(sums, indent=2) + "\n")


def _all_tried() -> dict[str, list[tuple[Mutant, dict[str, Any]]]]:
    found: dict[str, list[tuple[Mutant, dict[str, Any]]]] = {}
    for name, target in TARGETS.items():
        tried = Tried(name, target).by_id
        mutants = [mutant for path in target.sources() for mutant in mutants_of(path)]
        found[name] = [(mutant, tried[mutant.id]) for mutant in mutants if mutant.id in tried]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *TARGETS, *ON_DEMAND], help="which; else all of them")
    parser.add_argument("--sample", type=int, default=0, help="only draw the sample of so many that CI tries")
    parser.add_argument("-n", type=int, default=None, help="try at most so many of each that were not tried yet")
    wanted = parser.parse_args(arguments)
    if wanted.sample:
        write_sample(draw(wanted.sample, _all_tried()))
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    chosen = {name: {**TARGETS, **ON_DEMAND}[name] for name in wanted.modules or TARGETS}
    with ExitStack() as opened:
        environment = {"HOTLINE_TEST_PATIENCE": "8"}
        if any(target.stores for target in chosen.values()):
            from tests.support.backends import provide

            postgres, kafka = opened.enter_context(provide())
            environment |= {"HOTLINE_TEST_POSTGRES_URL": postgres, "HOTLINE_TEST_KAFKA": kafka}
        holds = [asyncio.run(run_target(name, target, environment, limit=wanted.n)) for name, target in chosen.items()]
    return 0 if all(holds) else 1


if __name__ == "__main__":
    raise SystemExit(main())
