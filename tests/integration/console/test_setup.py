"""Networks and sources, by commands against services over real HTTP."""

import json
import re
from pathlib import Path

import pytest

from schemas.api.dispatch.networks import NetworkApplied
from schemas.api.intake.sources import SourceCredentials, SourceList, SourceSettings, SourceSummary
from schemas.values import Trust
from tests.support.console_answers import NETWORK_FILE, OTHER, known_network, run
from tests.support.fake_services import FakeServices, problem


def test_a_network_is_shown_with_what_changes(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = NETWORK_FILE
    fake.replies["PUT /v1/networks/la"] = NetworkApplied(network_id="la", revision=1, changed=True)
    code, printed, _ = run(capsys, "network", "apply", str(file), "--json")
    assert (code, json.loads(printed)["new"]) == (0, True)
    [sent] = fake.bodies("PUT /v1/networks/la")

    old = sent.content()
    old["policy"]["wave_seconds"] = 60
    fake.replies["GET /v1/networks/la"] = known_network(old)
    code, printed, _ = run(capsys, "network", "apply", str(file), "--dry-run", "--json")
    assert json.loads(printed)["differences"] == [{"where": "policy.wave_seconds", "before": 60, "after": 180}]
    assert len(fake.bodies("PUT /v1/networks/la")) == 1, "a dry run sends nothing"

    bad = tmp_path / "bad.toml"
    bad.write_text(file.read_text(encoding="utf-8").replace("observers = 2", "observers = 1"), encoding="utf-8")
    code, _, complained = run(capsys, "network", "apply", str(bad))
    assert code == 1
    assert "policy.observers" in complained


def test_a_refusal_says_who_refused_and_what_is_wrong(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["PUT /v1/networks/la"] = problem(
        422, "invalid", "The network file does not fit", ("/zones/0", "there twice")
    )
    code, _, complained = run(capsys, "network", "apply", str(NETWORK_FILE))
    assert code == 1
    assert complained == "dispatch refused (422): The network file does not fit · /zones/0: there twice.\n"


def _new_source(order: SourceSettings) -> SourceCredentials:
    return SourceCredentials(
        source_id=OTHER,
        name=order.name,
        network_id=order.network_id,
        trust=order.trust,
        key="hl_new_key" if order.rotate else None,
        signing_secret="z" if order.rotate else None,
    )


def test_a_source_key_is_shown_once_or_kept_here(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake.replies["POST /v1/sources"] = _new_source
    code, printed, _ = run(capsys, "source", "add", "Desk", "--trust", "operator", "--rotate")
    assert code == 0
    assert "hl_new_key" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk")
    assert "--rotate makes a new one" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk", "--rotate", "--keep")
    assert "hl_new_key" not in printed
    assert (tmp_path / "source-key").read_text(encoding="utf-8") == "hl_new_key\n"
    assert fake.bodies("POST /v1/sources")[0] == SourceSettings(
        name="Desk", network_id="la", trust=Trust.OPERATOR, rotate=True
    )


def test_sources_are_listed_without_their_keys(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/sources"] = SourceList(
        sources=(
            SourceSummary(
                source_id=OTHER, name="Desk", network_id="la", trust=Trust.PARTNER, rate_per_minute=600, burst=1200,
                live_keys=1, open_incidents=0,
            ),
        )
    )  # fmt: skip
    code, printed, _ = run(capsys, "source", "list", "--lang", "es")
    assert code == 0
    assert re.split(r"\s{2,}", printed.splitlines()[-2].strip()) == ["Desk", "la", "aliado", "600"]
