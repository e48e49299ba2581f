"""The compatibility check finds every change that breaks a reader, and lets pass the one that does not."""

from copy import deepcopy
from typing import Any

import pytest

from schemas.publishing.compatibility import breaking_changes
from schemas.publishing.publish import schema_of
from schemas.topics import EVENTS

OPENED = "hotline.dispatch.incident.opened.v1"


@pytest.fixture
def old() -> dict[str, Any]:
    return schema_of(EVENTS[OPENED])


@pytest.fixture
def new(old: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(old)


def data_of(schema: dict[str, Any]) -> Any:
    return schema["$defs"]["IncidentOpenedV1"]


@pytest.mark.parametrize("event_type", EVENTS)
def test_the_same_schema_is_compatible(event_type: str) -> None:
    assert breaking_changes(schema_of(EVENTS[event_type]), schema_of(EVENTS[event_type])) == []


def test_an_optional_field_may_be_added(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["priority"] = {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None}
    assert breaking_changes(old, new) == []


def test_words_for_people_may_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["description"] = "Other words."
    data_of(new)["properties"]["zone"]["title"] = "The zone"
    data_of(new)["properties"]["zone"]["examples"] = ["Westlake"]
    assert breaking_changes(old, new) == []


def test_a_definition_may_be_inlined(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["needs"] = new["$defs"]["Needs"]
    assert breaking_changes(old, new) == []


def test_a_field_that_is_removed_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    del data_of(new)["properties"]["zone"]
    data_of(new)["required"].remove("zone")
    assert breaking_changes(old, new) == ["/data: zone was removed or renamed; consumers may read it"]


def test_a_field_that_is_renamed_is_found_twice(old: dict[str, Any], new: dict[str, Any]) -> None:
    data = data_of(new)
    data["properties"]["area"] = data["properties"].pop("zone")
    data["required"][data["required"].index("zone")] = "area"
    found = breaking_changes(old, new)
    assert [change.split(";")[0] for change in found] == [
        "/data: zone was removed or renamed",
        "/data: area is required now",
    ]


def test_a_new_field_that_is_required_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["priority"] = {"type": "integer"}
    data_of(new)["required"].append("priority")
    assert breaking_changes(old, new) == ["/data: priority is required now; messages on the topics do not have it"]


def test_a_field_that_may_now_be_missing_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["required"].remove("zone")
    assert breaking_changes(old, new) == ["/data: zone may be left out now; deployed consumers need it"]


def test_a_changed_type_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["zone"] = {"type": "integer"}
    assert breaking_changes(old, new) == ["/data/zone: was string, is integer"]


def test_a_type_that_is_narrowed_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(old)["properties"]["note"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    data_of(new)["properties"]["note"] = {"type": "string"}
    assert breaking_changes(old, new) == ["/data/note: narrowed, no longer null; messages on the topics may be that"]


def test_a_type_that_is_widened_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["zone"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert breaking_changes(old, new) == ["/data/zone: widened to null; deployed consumers refuse it"]


def test_a_value_that_is_removed_from_a_list_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["$defs"]["Level"]["enum"].remove("trainee")
    assert breaking_changes(old, new) == [
        "/data/needs/level: the value 'trainee' was removed; messages on the topics may have it"
    ]


def test_a_value_that_is_added_to_a_list_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Our consumers refuse values they do not know: such an event would die in the dead letters."""
    new["$defs"]["Level"]["enum"].append("legend")
    assert breaking_changes(old, new) == ["/data/needs/level: the value 'legend' is new; deployed consumers refuse it"]


def test_a_limit_that_is_changed_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    data_of(new)["properties"]["code"]["pattern"] = "^[A-Z]{3}$"
    assert [change.split(" was ")[0] for change in breaking_changes(old, new)] == ["/data/code: pattern"]


def test_a_change_of_what_a_list_holds_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["$defs"]["Needs"]["properties"]["languages"]["items"] = {"type": "integer"}
    assert breaking_changes(old, new) == ["/data/needs/languages[]: was string, is integer"]


def test_another_type_in_the_envelope_is_found(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["properties"]["type"] = {"const": "hotline.dispatch.incident.opened.v2"}
    assert len(breaking_changes(old, new)) == 1


def test_a_schema_that_refers_to_itself_ends() -> None:
    tree: dict[str, Any] = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }
    assert breaking_changes(tree, deepcopy(tree)) == []
