"""The states, roles and decisions that the HTTP models write out are those that dispatch knows."""

from dataclasses import fields
from enum import StrEnum
from typing import get_args

import pytest

from schemas.api.dispatch.common import AssignmentStateName, DecisionName, IncidentStateName, OfferStateName
from schemas.api.dispatch.incidents import OfferCounts
from schemas.api.dispatch.networks import PositionName
from schemas.api.dispatch.volunteers import RoleName
from schemas.network_file import Policy as PolicyOfFile
from services.dispatch.incident.review_rule import ReviewDecision
from services.dispatch.model.incident import AssignmentState, IncidentState, OfferState
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import DutyPosition, RosterRole


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (IncidentStateName, IncidentState),
        (OfferStateName, OfferState),
        (AssignmentStateName, AssignmentState),
        (RoleName, RosterRole),
        (PositionName, DutyPosition),
        (DecisionName, ReviewDecision),
    ],
)
def test_what_the_models_write_out_is_what_dispatch_knows(written: object, known: type[StrEnum]) -> None:
    assert set(get_args(written)) == {each.value for each in known}


def test_offers_are_counted_in_every_state_that_there_is() -> None:
    assert set(OfferCounts.model_fields) == set(OfferState)


def test_a_network_file_sets_each_part_of_the_policy_and_no_other() -> None:
    assert list(PolicyOfFile.model_fields) == [field.name for field in fields(DispatchPolicy)]
