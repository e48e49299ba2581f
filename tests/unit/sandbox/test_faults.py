"""Faults strike whom they should, as often as they should, and bend a text's route as told."""

import pytest

from deploy.sandbox.network.faults import BadFault, Fault, FaultBook, Kind, Route, plan_route, read_fault

HERON, MAPLE = "+12135550101", "+12135550102"
USUAL = Route("delivered", ("sent", "delivered"))


def a_book(*faults: Fault) -> FaultBook:
    book = FaultBook()
    for fault in faults:
        book.add(fault)
    return book


def test_a_fault_for_one_number_leaves_the_others_alone() -> None:
    book = a_book(Fault(Kind.OUTAGE, number=HERON))

    assert book.strike(MAPLE, Kind.OUTAGE) is None
    assert book.strike(HERON, Kind.OUTAGE) is not None


def test_a_fault_is_spent_after_its_count() -> None:
    book = a_book(Fault(Kind.OUTAGE, count=2))

    struck = [book.strike(HERON, Kind.OUTAGE) is not None for _ in range(3)]

    assert struck == [True, True, False]
    assert not book


def test_the_oldest_fault_that_fits_strikes_first() -> None:
    book = a_book(Fault(Kind.OUTAGE, count=1), Fault(Kind.REFUSE))

    first, second = (book.strike(HERON, Kind.REFUSE, Kind.OUTAGE) for _ in range(2))

    assert first is not None
    assert second is not None
    assert [first.kind, second.kind] == [Kind.OUTAGE, Kind.REFUSE]


def test_a_ratio_strikes_about_that_share() -> None:
    book = a_book(Fault(Kind.CALLBACKS_LOST, ratio=0.2))

    struck = sum(book.strike(HERON, Kind.CALLBACKS_LOST) is not None for _ in range(5_000))

    assert 900 < struck < 1_100


@pytest.mark.parametrize(
    ("fault", "route"),
    [
        (Fault(Kind.UNDELIVERED), Route("undelivered", ("sent", "undelivered"), error_code=30003)),
        (Fault(Kind.FAILED, error_code=30034), Route("failed", ("failed",), error_code=30034)),
        (Fault(Kind.CALLBACKS_LOST), Route("delivered", ())),
        (Fault(Kind.CALLBACKS_DUPLICATED, times=2), Route("delivered", ("sent", "sent", "delivered", "delivered"))),
        (Fault(Kind.CALLBACKS_REORDERED), Route("delivered", ("delivered", "sent"))),
        (Fault(Kind.CALLBACKS_FORGED), Route("delivered", ("sent", "delivered"), forged=True)),
        (Fault(Kind.SLOW_DELIVERY, ms=9_000), Route("delivered", ("sent", "delivered"), delay_ms=9_000)),
        (Fault(Kind.SLOW_DELIVERY, ms=10_001), Route("failed", ("failed",), error_code=30036, delay_ms=10_000)),
    ],
)
def test_a_fault_bends_the_route(fault: Fault, route: Route) -> None:
    assert plan_route(USUAL, a_book(fault), HERON, validity_s=10) == route


def test_without_faults_the_route_is_the_usual_one() -> None:
    assert plan_route(USUAL, FaultBook(), HERON, validity_s=None) == USUAL


def test_a_fault_is_read_from_json() -> None:
    assert read_fault({"kind": "outage", "number": HERON, "count": 3, "ratio": 0.5}) == Fault(
        Kind.OUTAGE, number=HERON, count=3, ratio=0.5
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
