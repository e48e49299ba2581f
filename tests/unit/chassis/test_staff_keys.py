"""A staff key says who, as what, and for which networks; whose networks nobody said opens nothing in production."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.chassis.auth import Role, new_key
from services.chassis.errors import Problem
from services.chassis.scope import EVERY_NETWORK, NO_NETWORK, Scope
from services.chassis.staff_keys import StaffKeys


def bearer_of(file: Path, role: Role = Role.DUTY_LEAD, **entry: Any) -> str:
    key_id, key, sha256 = new_key()
    file.write_text(json.dumps([{"key_id": key_id, "actor": "ROBIN", "role": role, "sha256": sha256, **entry}]))
    return f"Bearer {key}"


@pytest.mark.parametrize(
    ("networks", "scope"), [(["la"], Scope(frozenset({"la"}))), (["la", "sb"], Scope(frozenset({"la", "sb"})))]
)
def test_a_key_opens_the_networks_that_it_names(tmp_path: Path, networks: list[str], scope: Scope) -> None:
    bearer = bearer_of(tmp_path / "staff.json", networks=networks)

    assert StaffKeys(tmp_path / "staff.json").who(bearer).scope == scope


def test_a_star_is_every_network_those_to_come_too(tmp_path: Path) -> None:
    scope = StaffKeys(tmp_path / "staff.json").who(bearer_of(tmp_path / "staff.json", networks="*")).scope

    assert scope == EVERY_NETWORK
    assert "founded-tomorrow" in scope
    assert scope.parameter is None


@pytest.mark.parametrize("mode", ["production", "sandbox", "test"])
@pytest.mark.parametrize("networks", [[], "la", None, {"la": True}, [1]])
def test_what_names_no_network_opens_none(tmp_path: Path, mode: str, networks: object) -> None:
    bearer = bearer_of(tmp_path / "staff.json", networks=networks)
    keys = StaffKeys(tmp_path / "staff.json", mode)

    with pytest.raises(Problem) as refused:
        keys.who(bearer)
    assert refused.value.status == 403
    assert "hotline staff networks" in (refused.value.detail or "")


def test_an_entry_of_the_time_before_walls_opens_nothing_in_production_and_all_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "staff.json"
    bearer = bearer_of(file)

    with pytest.raises(Problem) as refused:
        StaffKeys(file, "production").who(bearer)

    assert refused.value.status == 403
    assert StaffKeys(file, "sandbox").who(bearer).scope == EVERY_NETWORK


def test_a_scope_knows_what_lies_in_it() -> None:
    scope = Scope(frozenset({"sb", "la"}))

    assert "la" in scope
    assert "sd" not in scope
    assert scope.parameter == ["la", "sb"]
    assert not NO_NETWORK
    assert NO_NETWORK.parameter == [], "not None, which would be every network"


def test_what_is_everybodys_is_there_for_whoever_has_any_network(tmp_path: Path) -> None:
    file = tmp_path / "staff.json"
    bearer = bearer_of(file, networks=["la"])

    assert StaffKeys(file, shared=frozenset({"unassigned"})).who(bearer).scope.parameter == ["la", "unassigned"]
    for none in (Scope(frozenset()), EVERY_NETWORK):
        assert none.beside(frozenset({"unassigned"})) == none
