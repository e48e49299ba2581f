"""The watching app, driven without a terminal."""

from collections.abc import AsyncIterator
from dataclasses import replace

from textual.widgets import Footer, Input, RichLog, Static
from textual.widgets._footer import FooterKey

from schemas.publishing import golden
from services.console.cli.output import Output
from services.console.cli.watch_app import KEPT, WatchApp
from services.console.errors import ServiceUnreachable
from services.console.feed.events import PROOFS, EventFilter, WatchedEvent
from tests.unit.console.test_watch_events import of, watched


async def some() -> AsyncIterator[WatchedEvent]:
    for full in golden.FULL:
        yield watched(full)


async def foot() -> str:
    return "behind: dispatch.main 0"


def an_app(wanted: EventFilter | None = None) -> WatchApp:
    return WatchApp(Output("en"), wanted or EventFilter(), events=some, foot=foot)


def shown(app: WatchApp) -> str:
    return "\n".join(line.text for line in app.query_one(RichLog).lines)


async def test_events_are_sentences_and_j_shows_them_as_json() -> None:
    app = an_app()
    async with app.run_test(size=(220, 60)) as pilot:
        await pilot.pause()
        assert "Somebody accepted K7Q" in shown(app)
        assert "intake noted 2 events" not in shown(app), "receipts are asked for"
        assert golden.SEALED not in shown(app)

        await pilot.press("j")
        await pilot.pause()
        assert '"type": "hotline.dispatch.incident.offer_answered.v2"' in shown(app)
        assert golden.SEALED not in shown(app)

        await pilot.press("j", "r")
        await pilot.pause()
        assert "intake noted 2 events" in shown(app)


async def test_a_line_says_whether_a_service_said_it() -> None:
    async def forged() -> AsyncIterator[WatchedEvent]:
        ready = of("hotline.dispatch.incident.team_ready.v1")
        for proof in PROOFS:
            yield replace(ready, proof=proof)

    for language, marks in (
        ("en", ("verified", "UNVERIFIED", "cannot tell")),
        ("es", ("verificado", "SIN VERIFICAR", "no se sabe")),
    ):
        app = WatchApp(Output(language), EventFilter(), events=forged, foot=foot)
        async with app.run_test(size=(220, 60)) as pilot:
            await pilot.pause()
            assert all(f"{mark} [" in shown(app) for mark in marks), shown(app)


async def test_a_filter_is_typed_and_taken_away_again() -> None:
    app = an_app()
    async with app.run_test(size=(220, 60)) as pilot:
        await pilot.press("slash", *"team", "enter")
        await pilot.pause()
        assert "has its team" in shown(app)
        assert "accepted" not in shown(app)
        assert not app.query_one("#filter", Input).has_class("asked")

        await pilot.press("escape")
        await pilot.pause()
        assert "accepted" in shown(app)


async def test_the_foot_says_how_far_behind_everything_is() -> None:
    app = an_app()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert str(app.query_one("#foot", Static).content) == "behind: dispatch.main 0"


async def test_what_comes_during_a_pause_is_shown_after_it() -> None:
    app = WatchApp(Output("en"), EventFilter(), events=nothing, foot=foot)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("p")
        app._kept.append(of("hotline.dispatch.incident.team_ready.v1"))
        assert shown(app) == ""
        await pilot.press("p")
        await pilot.pause()
        assert "has its team" in shown(app)


async def test_it_keeps_a_bounded_number_of_events() -> None:
    async def many() -> AsyncIterator[WatchedEvent]:
        event = of("hotline.dispatch.incident.team_ready.v1")
        for _ in range(KEPT + 500):
            yield event

    app = WatchApp(Output("en"), EventFilter(), events=many, foot=foot)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert len(app._kept) == KEPT
        assert len(app.query_one(RichLog).lines) <= KEPT


async def test_it_ends_and_says_so_when_kafka_does_not_answer() -> None:
    async def silent() -> AsyncIterator[WatchedEvent]:
        for problem in [ServiceUnreachable("Kafka", "127.0.0.1:1")]:
            raise problem
        yield of("hotline.dispatch.incident.team_ready.v1")

    app = WatchApp(Output("en"), EventFilter(), events=silent, foot=foot)
    async with app.run_test() as pilot:
        await pilot.pause()
    assert isinstance(app.problem, ServiceUnreachable)


async def nothing() -> AsyncIterator[WatchedEvent]:
    none: list[WatchedEvent] = []
    for event in none:
        yield event


async def test_the_keys_are_named_in_the_readers_language() -> None:
    app = WatchApp(Output("es"), EventFilter(), events=some, foot=foot)
    async with app.run_test(size=(220, 60)) as pilot:
        await pilot.pause()
        named = {key.description for key in app.query_one(Footer).query("FooterKey").results(FooterKey)}
        assert {"salir", "filtro", "acuses", "pausa"} <= named
