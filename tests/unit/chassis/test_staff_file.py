"""Whatever happens to the staff file, whoever had a good key keeps it, and nothing of the file is told."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from services.chassis.auth import new_key
from services.chassis.errors import Problem
from services.chassis.staff_keys import OpenStaffFile, StaffKeys, check_mode
from services.chassis.telemetry import STAFF_FILE_FAULTS

Logged = list[Any]


@pytest.fixture
def logged() -> Iterator[Logged]:
    with structlog.testing.capture_logs() as lines:
        yield lines


def an_entry(actor: str = "ROBIN", **changes: Any) -> tuple[dict[str, Any], str]:
    key_id, key, sha256 = new_key()
    entry = {"key_id": key_id, "actor": actor, "role": "admin", "networks": "*", "sha256": sha256, **changes}
    return entry, f"Bearer {key}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "staff.json"


def write(file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o600)


def is_let_in(keys: StaffKeys, bearer: str) -> bool:
    with suppress(Problem):  # any other fault is one of ours
        return bool(keys.who(bearer).actor)
    return False


@pytest.mark.parametrize(
    "content", [None, "", "{", "null", "{}", '"x"', "\x00", "[" * 100_000, "\\ud800"], ids=lambda each: repr(each)[:12]
)
def test_a_file_that_nobody_can_read_locks_nobody_out_and_is_told_once(
    file: Path, logged: Logged, content: str | None
) -> None:
    entry, bearer = an_entry()
    whole = json.dumps([entry])
    write(file, whole)
    keys = StaffKeys(file)
    assert is_let_in(keys, bearer)

    if content is None:
        file.rename(file.with_suffix(".away"))
    else:
        write(file, content)
    assert [is_let_in(keys, bearer) for _ in range(3)] == [True] * 3
    assert [line["event"] for line in logged] == ["staff_file.unreadable"]
    assert STAFF_FILE_FAULTS._value.get() == 1

    if content is None:
        file.with_suffix(".away").rename(file)
    else:
        write(file, whole)
    assert is_let_in(keys, bearer)
    assert STAFF_FILE_FAULTS._value.get() == 0


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "+12135550101",
        {},
        {"key_id": "abcdef123456"},
        {"key_id": ["abcdef123456"], "actor": "WREN", "role": "admin", "networks": "*", "sha256": "0" * 64},
        an_entry("WREN", role="queen")[0],
        an_entry("WREN", role=None)[0],
        an_entry(None)[0],  # type: ignore[arg-type]
        an_entry("WREN", sha256=5)[0],
        an_entry("WREN", sha256="")[0],
    ],
)
def test_a_bad_entry_costs_itself_and_is_named_by_its_place(file: Path, logged: Logged, bad: object) -> None:
    (first, robins), (last, herons) = an_entry("ROBIN"), an_entry("HERON")
    write(file, json.dumps([first, bad, last]))
    keys = StaffKeys(file)

    assert is_let_in(keys, robins)
    assert is_let_in(keys, herons)
    [line] = logged
    assert (line["event"], line["indexes"], line["count"]) == ("staff_file.bad_entries", [1], 1)
    assert "WREN" not in str(line)
    assert "213555" not in str(line)


def test_whoever_is_taken_out_is_out_at_once(file: Path) -> None:
    (robin, robins), (heron, herons) = an_entry("ROBIN"), an_entry("HERON")
    write(file, json.dumps([robin, heron]))
    keys = StaffKeys(file)
    assert is_let_in(keys, robins)

    write(file, json.dumps([heron]))

    assert not is_let_in(keys, robins)
    assert is_let_in(keys, herons)


def test_a_file_that_comes_later_is_read_then(file: Path, logged: Logged) -> None:
    entry, bearer = an_entry()
    keys = StaffKeys(file)
    assert not is_let_in(keys, bearer)

    write(file, json.dumps([entry]))

    assert is_let_in(keys, bearer)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644, 0o666])
def test_what_everybody_may_read_is_refused_in_production_and_warned_of_elsewhere(
    file: Path, logged: Logged, mode: int
) -> None:
    write(file, "[]")
    os.chmod(file, mode)  # the umask does not apply

    with pytest.raises(OpenStaffFile):
        check_mode(file, strict=True)
    check_mode(file, strict=False)

    assert [line["event"] for line in logged] == ["staff_file.open_to_everybody"]


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640])
def test_what_its_group_may_read_at_most_is_taken(file: Path, mode: int) -> None:
    write(file, "[]")
    file.chmod(mode)

    check_mode(file, strict=True)
    check_mode(file.with_name("none"), strict=True)
    check_mode(None, strict=True)
