"""The sandbox's mailbox and pages, and what it remembers after a kill."""

import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.sandbox_process import HERON, HOTLINE, PROJECT, Receiver, Sandbox, sandbox


def mail(process: Sandbox, subject: str, *, to: str = "duty@rrn.example", html: str | None = None) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "RRN <dispatch@rrn.example>", to, subject
    message.set_content("Incident K7Q is open.\n")
    if html:
        message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", process.smtp_port, timeout=10) as server:
        server.send_message(message)


def test_a_mail_by_smtp_is_in_the_mailbox() -> None:
    with sandbox() as process:
        mail(process, "Señal K7Q", html="<script>alert(1)</script>")

        [found] = process.client.get("/sandbox/mail", params={"to": "duty@rrn.example"}).json()["mail"]
        page = process.client.get(f"/mailbox/{found['number']}").text

        assert (found["subject"], found["text"].strip()) == ("Señal K7Q", "Incident K7Q is open.")
        assert found["envelope_to"] == ["duty@rrn.example"]
        assert "Señal K7Q" in page
        assert "<script>alert" not in page
        assert [event["kind"] for event in process.events(kinds="mail")["events"]] == ["mail"]


@pytest.mark.parametrize("raised", ["²", "１"])
def test_a_digit_that_is_no_number_names_no_mail_and_no_event(raised: str) -> None:
    with sandbox() as process:
        mail(process, "Señal K7Q")

        of_path = process.client.get(f"/mailbox/{raised}")
        of_query = process.client.get("/mailbox", params={"opened": raised})
        headers = {b"last-event-id": raised.encode("latin-1", "replace")}
        events = process.client.get("/sandbox/events", params={"wait": "0"}, headers=headers)

        assert (of_path.status_code, of_query.status_code, events.status_code) == (404, 404, 200)


def test_a_mailbox_defers_and_refuses_as_told() -> None:
    with sandbox() as process:
        process.fault("mail_deferred", number="duty@rrn.example", count=1)
        process.fault("mail_refused", number="gone@rrn.example")

        with pytest.raises(smtplib.SMTPRecipientsRefused) as deferred:
            mail(process, "x")
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            mail(process, "x", to="gone@rrn.example")
        mail(process, "x")

        assert deferred.value.recipients["duty@rrn.example"][0] == 451
        assert refused.value.recipients["gone@rrn.example"][0] == 550
        assert len(process.client.get("/sandbox/mail").json()["mail"]) == 1


def test_a_killed_sandbox_still_knows_every_text_it_accepted(tmp_path: Path) -> None:
    with sandbox(STATE=str(tmp_path)) as process:
        process.client.post(f"/sandbox/phones/{HERON}", json={"label": "HERON"})
        sids = [process.send(body=f"{number}").json()["sid"] for number in range(50)]
        process.text_from(HERON, "STOP")
        mail(process, "K7Q")
        process.kill()

    with sandbox(STATE=str(tmp_path)) as process:
        assert [text["sid"] for text in process.ledger()] == sids
        assert process.send().json()["code"] == 21610
        assert process.client.get("/sandbox/phones").json()["phones"][0]["label"] == "HERON"
        assert [found["subject"] for found in process.client.get("/sandbox/mail").json()["mail"]] == ["K7Q"]
        process.client.delete("/sandbox/messages")
        process.kill()

    with sandbox(STATE=str(tmp_path)) as process:
        assert process.ledger() == []


def test_a_callback_owed_at_the_kill_is_posted_after_the_restart(tmp_path: Path) -> None:
    with Receiver() as receiver:
        with sandbox(STATE=str(tmp_path)) as process:
            process.fault("slow_delivery", ms=1_500)
            sid = process.send(StatusCallback=f"{receiver.url}/status").json()["sid"]
            process.kill()

        with sandbox(STATE=str(tmp_path)) as process:
            assert process.wait_for_status("delivered")["sid"] == sid
            assert receiver.next().form["MessageSid"] == sid


def test_a_text_that_waits_longer_than_its_validity_fails() -> None:
    with sandbox() as process:
        process.fault("slow_delivery", ms=2_000)
        process.send(ValidityPeriod="1")

        assert process.wait_for_status("failed")["error_code"] == 30036


def test_the_ledger_keeps_no_more_than_it_is_told() -> None:
    with sandbox(KEEP="10") as process:
        for number in range(25):
            process.send(body=f"{number}")

        assert [text["body"] for text in process.ledger()] == [f"{number}" for number in range(15, 25)]


def test_the_pages_show_what_came_and_let_nothing_in() -> None:
    with sandbox() as process:
        process.client.post(f"/sandbox/phones/{HERON}", json={"label": "HERON"})
        process.send(body="<script>alert(1)</script> \u202eevil")

        pages = {path: process.client.get(path) for path in ("/", "/phones", f"/phones/{HERON}", "/mailbox")}
        spanish = process.client.get("/phones", headers={"Accept-Language": "es-MX,en;q=0.5"})

        assert all(page.status_code == 200 for page in pages.values())
        for page in pages.values():
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["X-Content-Type-Options"] == "nosniff"
            assert "<script>alert" not in page.text
            assert "\u202e" not in page.text
            assert "http://" not in page.text
            assert "https://" not in page.text
        assert "HERON" in pages["/phones"].text
        assert '<html lang="es">' in spanish.text
        assert process.client.get("/phones/+19995550100").status_code == 404
        assert process.client.get("/static/../app.py").status_code == 404
        assert process.client.get("/static/sandbox.js").headers["Content-Type"].startswith("text/javascript")


def test_sigterm_ends_it_in_order() -> None:
    with sandbox() as process:
        process.send()

        assert process.stop() == 0


def test_sigterm_ends_it_while_a_page_listens() -> None:
    with sandbox() as process, process.client.stream("GET", "/sandbox/events") as stream:
        assert next(stream.iter_lines()) == ": here"

        assert process.stop() == 0

        assert process.process.stderr is not None
        assert "failure" not in process.process.stderr.read()


def test_it_listens_on_this_machine_only_and_logs_no_number_and_no_word() -> None:
    with sandbox() as process:
        process.send(body="secret words")
        process.text_from(HERON, "more secrets")
        process.stop()
        assert process.process.stderr is not None
        log = process.process.stderr.read()

    assert "closed seen=2" in log
    for secret in (HERON[1:], HOTLINE[1:], "secret"):
        assert secret not in log


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"HOTLINE_MODE": "production"}, "never runs in production"),
        ({"HOTLINE_SANDBOX_AUTH_TOKEN": ""}, "HOTLINE_SANDBOX_AUTH_TOKEN is not set"),
    ],
)
def test_it_refuses_to_start_where_it_must_not(settings: dict[str, str], reason: str) -> None:
    environment = {**os.environ, "HOTLINE_SANDBOX_ACCOUNT_SID": "AC", "HOTLINE_SANDBOX_AUTH_TOKEN": "t", **settings}

    run = subprocess.run(
        [sys.executable, "-m", "deploy.sandbox"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
    )

    assert run.returncode == 2
    assert reason in run.stderr
