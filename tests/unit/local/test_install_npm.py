"""Which npm sets up what tests read of other projects: the machine's own where its Node is new enough."""

from pathlib import Path

import pytest

from deploy.local.install_npm import npm_on_path


def a_machine(folder: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    """One whose PATH holds these programs, each printing what is given."""
    for name, printed in programs.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {printed}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize("version", ["v18.0.0", "v24.19.0"])
def test_a_node_that_is_new_enough_brings_its_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str):
    a_machine(tmp_path, monkeypatch, node=version, npm="11.17.0")

    assert npm_on_path() == str(tmp_path / "npm")


@pytest.mark.parametrize(
    "programs", [{}, {"node": "v20.1.0"}, {"npm": "9.0.0"}, {"node": "v17.9.1", "npm": "8"}, {"node": "?", "npm": "8"}]
)
def test_else_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str]):
    a_machine(tmp_path, monkeypatch, **programs)

    assert npm_on_path() is None
