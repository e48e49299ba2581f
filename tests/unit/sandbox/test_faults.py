"""Faults strike whom they should, as often as they should, and bend a text's route as told."""

from random import Random

import pytest

from deploy.sandbox.network.faults import (
    BadFault,
    DeliveryPlan,
    FaultBook,
    FaultKind,
    NetworkFault,
    plan_delivery,
    read_fault,
)

HERON, MAPLE = "+12135550101", "+12135550102"
USUAL = DeliveryPlan("delivered", ("sent", "delivered"))


def a_book(*faults: NetworkFault) -> FaultBook:
    book = FaultBook(Random(1).random)
    for fault in faults:
        book.add(fault)
    return book


def test_a_fault_for_one_number_leaves_the_others_alone() -> None:
    book = a_book(NetworkFault(FaultKind.OUTAGE, number=HERON))

    assert book.strike(MAPLE, FaultKind.OUTAGE) is None
    assert book.strike(HERON, FaultKind.OUTAGE) is not None


def test_a_fault_is_spent_after_its_count() -> None:
    book = a_book(NetworkFault(FaultKind.OUTAGE, count=2))

    struck = [book.strike(HERON, FaultKind.OUTAGE) is not None for _ in range(3)]

    assert struck == [True, True, False]
    assert not book


def test_the_oldest_fault_that_fits_strikes_first() -> None:
    book = a_book(NetworkFault(FaultKind.OUTAGE, count=1), NetworkFault(FaultKind.REFUSE))

    first, second = (book.strike(HERON, FaultKind.REFUSE, FaultKind.OUTAGE) for _ in range(2))

    assert first is not None
    assert second is not None
    assert [first.kind, second.kind] == [FaultKind.OUTAGE, FaultKind.REFUSE]


def test_a_ratio_strikes_about_that_share() -> None:
    book = a_book(NetworkFault(FaultKind.CALLBACKS_LOST, ratio=0.2))

    struck = sum(book.strike(HERON, FaultKind.CALLBACKS_LOST) is not None for _ in range(5_000))

    assert 900 < struck < 1_100


@pytest.mark.parametrize(
    ("fault", "route"),
    [
        (NetworkFault(FaultKind.UNDELIVERED), DeliveryPlan("undelivered", ("sent", "undelivered"), error_code=30003)),
        (NetworkFault(FaultKind.FAILED, error_code=30034), DeliveryPlan("failed", ("failed",), error_code=30034)),
        (NetworkFault(FaultKind.CALLBACKS_LOST), DeliveryPlan("delivered", ())),
        (
            NetworkFault(FaultKind.CALLBACKS_DUPLICATED, times=2),
            DeliveryPlan("delivered", ("sent", "sent", "delivered", "delivered")),
        ),
        (NetworkFault(FaultKind.CALLBACKS_REORDERED), DeliveryPlan("delivered", ("delivered", "sent"))),
        (NetworkFault(FaultKind.CALLBACKS_FORGED), DeliveryPlan("delivered", ("sent", "delivered"), forged=True)),
        (
            NetworkFault(FaultKind.SLOW_DELIVERY, ms=9_000),
            DeliveryPlan("delivered", ("sent", "delivered"), delay_ms=9_000),
        ),
        (
            NetworkFault(FaultKind.SLOW_DELIVERY, ms=10_001),
            DeliveryPlan("failed", ("failed",), error_code=30036, delay_ms=10_000),
        ),
    ],
)
def test_a_fault_bends_the_route(fault: NetworkFault, route: DeliveryPlan) -> None:
    assert plan_delivery(USUAL, a_book(fault), HERON, validity_s=10) == route


def test_without_faults_the_route_is_the_usual_one() -> None:
    assert plan_delivery(USUAL, FaultBook(Random(1).random), HERON, validity_s=None) == USUAL


def test_a_fault_is_read_from_json() -> None:
    assert read_fault({"kind": "outage", "number": HERON, "count": 3, "ratio": 0.5}) == NetworkFault(
        FaultKind.OUTAGE, number=HERON, count=3, ratio=0.5
    )


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"kind": "no such thing"},
        {"kind": "outage", "cuont": 1},
        {"kind": "outage", "count": 0},
        {"kind": "outage", "count": True},
        {"kind": "outage", "ratio": 1.5},
        {"kind": "outage", "number": 12135550101},
    ],
)
def test_a_fault_that_would_prove_nothing_is_refused(document: object) -> None:
    with pytest.raises(BadFault):
        read_fault(document)
