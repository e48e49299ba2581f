"""`make audit`: is a version that we lock known to be vulnerable? Asks the package registry, by pip-audit.

Exit 0: none is. 1: at least one is, and not in `requirements/vulnerable.toml`, or its time there is over. 2: that file
cannot be read. 3: not all could be asked about, so nobody knows. It is never taken for a pass; pip-audit ends with 0.

    [[ignored]]
    id = "PYSEC-2026-1"            # or any other name of it
    package = "example"
    why = "we never call what it is about"
    until = 2026-12-31             # the last day
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

CLEAN, VULNERABLE, UNREADABLE, UNKNOWN = range(4)
ASK_SECONDS: Final = 600
MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class KnownFault:
    """A version that is known to be vulnerable."""

    package: str
    version: str
    ids: tuple[str, ...]
    """All its names, the registry's first."""
    fixed_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """What somebody looked at, and lets be until a day."""

    id: str
    package: str
    why: str
    until: date

    def covers(self, finding: KnownFault, today: date) -> bool:
        return self.id in finding.ids and self.package == finding.package and today <= self.until


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What the registry said of one or more lock files."""

    findings: tuple[KnownFault, ...] = ()
    asked: int = 0
    unanswered: tuple[str, ...] = ()
    """Packages of which it said nothing."""


class NotReadable(Exception):
    """The file of what is ignored; the message says what is wrong with it."""


def main(arguments: Sequence[str]) -> int:
    auditor, ignored_file, *locks = arguments
    try:
        ignored = ignored_from(Path(ignored_file).read_text())
    except (OSError, NotReadable) as error:
        print(f"{ignored_file}: {error}", file=sys.stderr)
        return UNREADABLE
    lines, code = verdict(asked(auditor, locks), ignored, datetime.now(UTC).date())
    print("\n".join(lines))
    return code


def asked(auditor: str, locks: Iterable[str]) -> RegistryAnswer:
    """One after the other: two sets may lock two versions of a package."""
    findings: dict[KnownFault, None] = {}
    packages: set[str] = set()
    unanswered: set[str] = set()
    for lock in locks:
        answer = _asked_about(auditor, lock)
        if answer is None:
            unanswered.add(lock)
            continue
        for package in answer["dependencies"]:
            packages.add(package["name"])
            if "skip_reason" in package:
                unanswered.add(package["name"])
            findings |= dict.fromkeys(findings_of(package))
    return RegistryAnswer(tuple(findings), len(packages), tuple(sorted(unanswered)))


def _asked_about(auditor: str, lock: str) -> dict[str, Any] | None:
    """None: it had no answer."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        answer = Path(folder) / "answer.json"
        options = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json", f"--output={answer}")
        command = (auditor, *options, "--requirement", lock)
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{lock}: {error}", file=sys.stderr)
            return None
        try:
            found: dict[str, Any] = json.loads(answer.read_text())
        except (OSError, ValueError):
            print(f"{lock}: {done.stderr[-600:].strip()}", file=sys.stderr)
            return None
        return found


def findings_of(package: Mapping[str, Any]) -> list[KnownFault]:
    """Of one entry of pip-audit's JSON."""
    return [
        KnownFault(
            package["name"],
            package["version"],
            (found["id"], *sorted(found.get("aliases", ()))),
            tuple(found.get("fix_versions", ())),
        )
        for found in package.get("vulns", ())
    ]


def ignored_from(text: str) -> tuple[Ignored, ...]:
    """
    Raises:
        NotReadable: it is no TOML, or an entry lacks one of its four parts.
    """
    try:
        entries = tomllib.loads(text).get("ignored", [])
        ignored = tuple(Ignored(**entry) for entry in entries)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise NotReadable(str(error)) from None
    for entry in ignored:
        if type(entry.until) is not date or not str(entry.why).strip():
            raise NotReadable(f"{entry.id}: it needs a reason (why) and its last day (until = 2026-12-31)")
    return ignored


def verdict(answer: RegistryAnswer, ignored: Sequence[Ignored], today: date) -> tuple[list[str], int]:
    """What to say, and the exit code."""
    lines: list[str] = []
    known = [finding for finding in answer.findings if not any(each.covers(finding, today) for each in ignored)]
    for finding in known:
        better = f"repaired in {', '.join(finding.fixed_in)}" if finding.fixed_in else "no repaired version yet"
        lines.append(f"VULNERABLE  {finding.package} {finding.version}: {', '.join(finding.ids)}; {better}")
    for each in ignored:
        if today > each.until:
            lines.append(f"over        {each.package} {each.id} was let be until {each.until}: {each.why}")
        elif any(each.covers(finding, today) for finding in answer.findings):
            lines.append(f"let be      {each.package} {each.id} until {each.until}: {each.why}")
        elif not answer.unanswered:
            lines.append(f"not needed  {each.package} {each.id} is not found any more: take it out")
    if answer.unanswered:
        named, rest = answer.unanswered[:MOST_NAMED], len(answer.unanswered[MOST_NAMED:])
        some = ", ".join((*named, *((f"{rest} more",) if rest else ())))
        lines.append(f"NOT KNOWN   nothing was said of {some}: this is no pass")
    if known:
        return lines, VULNERABLE
    if answer.unanswered or not answer.asked:
        reason = "The registry could not be asked about everything: try again where its JSON interface is reached"
        return [*lines, reason], UNKNOWN
    return [*lines, f"{answer.asked} packages, none known to be vulnerable"], CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
