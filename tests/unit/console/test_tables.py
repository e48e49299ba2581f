"""A table on a terminal that is too narrow for it breaks no word: closer together first, then one below the other."""

import pytest

from services.console.cli.output import Output

ROWS = [
    ("HERON", "observer, duty lead", "verified", "Boyle Heights"),
    ("MAPLE", "coordinator", "", "Westlake"),
]


def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int) -> str:
    monkeypatch.setattr("services.console.cli.output.WIDTH_WITHOUT_TERMINAL", width)
    Output("en").table(("callsign", "roles", "level", "zone"), ROWS)
    return capsys.readouterr().out


@pytest.mark.parametrize("width", range(20, 120, 7))
def test_no_word_is_broken_however_narrow_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    printed = shown(monkeypatch, capsys, width)

    assert max(len(line.rstrip()) for line in printed.splitlines()) <= width
    for row in ROWS:
        for word in " ".join(row).split():
            assert word in printed.split()


def test_where_no_table_fits_each_row_is_told_cell_by_cell_without_the_empty_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(monkeypatch, capsys, 32).splitlines() == [
        *("HERON", "  roles: observer, duty lead", "  level: verified", "  zone: Boyle Heights"),
        *("MAPLE", "  roles: coordinator", "  zone: Westlake"),
        "",
    ]
