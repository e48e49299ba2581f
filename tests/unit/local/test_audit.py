"""`make audit` passes only what it asked about: a registry that says nothing is no pass."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deploy.local.audit import KnownFault, NotReadable, RegistryAnswer, findings_of, ignored_from, main, verdict

TODAY = date(2026, 12, 1)
FOUND: dict[str, Any] = {
    "name": "kite",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": ["CVE-2026-1"], "description": "long"}],
}
FINDING = KnownFault("kite", "1.0", ("PYSEC-2026-1", "CVE-2026-1"), ("1.1",))
WELL = {"name": "heron", "version": "2.0", "vulns": []}
UNKNOWN_HERE = {"name": "wren", "skip_reason": "Dependency not found and could not be audited: wren (3.0)"}
LET_BE = '[[ignored]]\nid = "CVE-2026-1"\npackage = "kite"\nwhy = "we never call it"\nuntil = 2026-12-01\n'


def auditor_that_says(folder: Path, document: object, *, code: int = 0) -> Path:
    """In pip-audit's place: a program that writes this where it is told to, or nothing."""
    program = folder / "auditor"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        f"answer = {json.dumps(document)!r}\n"
        "[to] = [word.removeprefix('--output=') for word in sys.argv if word.startswith('--output=')]\n"
        "if answer != 'null':\n"
        "    open(to, 'w').write(answer)\n"
        f"sys.exit({code})\n"
    )
    program.chmod(0o700)
    return program


@pytest.mark.parametrize(
    ("document", "ignored", "code", "said"),
    [
        ({"dependencies": [WELL]}, "", 0, "1 packages, none known to be vulnerable"),
        ({"dependencies": [WELL, FOUND]}, "", 1, "VULNERABLE  kite 1.0: PYSEC-2026-1, CVE-2026-1; repaired in 1.1"),
        ({"dependencies": [FOUND, UNKNOWN_HERE]}, "", 1, "NOT KNOWN   nothing was said of wren"),
        ({"dependencies": [WELL, UNKNOWN_HERE]}, "", 3, "this is no pass"),
        ({"dependencies": []}, "", 3, "could not be asked"),
        (None, "", 3, "could not be asked"),
        ({"dependencies": [WELL]}, "[[ignored]]\nid = 1", 2, ""),
    ],
)
def test_each_end_has_its_code(
    document: object, ignored: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "vulnerable.toml").write_text(ignored)
    auditor = auditor_that_says(tmp_path, document, code=1 if document is None else 0)

    assert main([str(auditor), str(tmp_path / "vulnerable.toml"), "one.txt", "two.txt"]) == code
    assert said in capsys.readouterr().out


def test_what_is_let_be_is_so_until_its_day_is_over_and_for_its_package_alone():
    answer = RegistryAnswer(tuple(findings_of(FOUND)), 1)
    ignored = ignored_from(LET_BE)

    assert answer.findings == (FINDING,)
    assert verdict(answer, ignored, TODAY)[1] == 0
    assert verdict(answer, ignored, date(2026, 12, 2))[1] == 1
    assert verdict(answer, ignored_from(LET_BE.replace("kite", "wren")), TODAY)[1] == 1
    assert verdict(RegistryAnswer((), 1), ignored, TODAY) == (
        ["not needed  kite CVE-2026-1 is not found any more: take it out", "1 packages, none known to be vulnerable"],
        0,
    )


@pytest.mark.parametrize(
    "text",
    [
        "[[ignored",
        LET_BE.replace("until = 2026-12-01\n", ""),
        LET_BE.replace("2026-12-01", '"soon"'),
        LET_BE.replace("we never call it", " "),
    ],
)
def test_nothing_is_let_be_without_a_reason_and_a_day(text: str):
    with pytest.raises(NotReadable):
        ignored_from(text)


def test_what_the_repository_lets_be_can_be_read():
    ignored_from(Path("requirements/vulnerable.toml").read_text())
