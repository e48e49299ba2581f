"""A page about reports that nobody can serve names some of them and counts all."""

from services.dispatch.escalation.unserved import MOST_NAMED, UnservedReports, unserved_in


def test_what_a_page_keeps_is_read_back() -> None:
    many = UnservedReports().and_those([f"{number}" for number in range(100_000, 100_030)])

    assert unserved_in(many.detail) == many
    assert (len(many.refs), many.more, many.how_many) == (MOST_NAMED, 10, 30)
    assert unserved_in("482193").refs == ("482193",), "as the release before kept it"
    assert unserved_in(None) == unserved_in("") == UnservedReports()


def test_the_same_report_counts_once_and_one_that_is_served_no_more() -> None:
    two = UnservedReports(("482193",)).and_those(["482193", "482194"])

    assert two.how_many == 2
    assert two.without("482193") == UnservedReports(("482194",))
    assert two.without("482193").without("482194").how_many == 0


def test_one_that_is_only_counted_stays_counted() -> None:
    full = UnservedReports(tuple("123"), more=4)

    assert full.without("9") == full
