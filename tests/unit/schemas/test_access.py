"""The table of grants: what must hold whatever topics there are (rule R105)."""

from collections import Counter

from schemas.access import CONSOLE, PRINCIPALS, SERVICES, grants
from schemas.topics import BY_NAME, GROUPS


def test_every_topic_has_exactly_one_writer_and_nobody_writes_with_a_wildcard() -> None:
    writers = Counter(grant.name for grant in grants() if grant.operation == "write")

    assert set(writers) == set(BY_NAME) | {f"{group}.dlt" for group in GROUPS}
    assert set(writers.values()) == {1}


def test_a_forger_of_released_reports_would_have_to_be_intake() -> None:
    released = {(grant.principal, grant.operation) for grant in grants() if grant.name == "hotline.intake.report.v1"}

    assert {principal for principal, _ in released} == {"intake", "dispatch", "console"}
    assert {principal for principal, operation in released if operation == "write"} == {"intake"}


def test_the_console_changes_nothing_and_stands_in_no_group() -> None:
    its = {(grant.resource, grant.operation) for grant in grants() if grant.principal == CONSOLE}

    assert its == {("topic", "read"), ("topic", "describe_configs"), ("group", "describe")}


def test_a_group_is_its_services_alone() -> None:
    members = [grant for grant in grants() if grant.resource == "group" and grant.operation == "read"]

    assert {grant.name: grant.principal for grant in members} == GROUPS
    assert {grant.principal for grant in grants()} == set(PRINCIPALS) == {*SERVICES, CONSOLE}
