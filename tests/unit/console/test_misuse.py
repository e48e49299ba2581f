"""A command that was typed wrongly is told so in the reader's language: usage, where the help is, what was wrong."""

import pytest

from services.console.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (["bogus"], "No such command 'bogus'.", "No hay una orden bogus."),
        (["incident"], "Missing argument 'CODE'.", "Falta CODE."),
        (["queue", "--foo"], "No such option: --foo.", "No hay una opción --foo."),
        (["queue", "more"], "Got unexpected extra argument(s) (more).", "Sobra: more."),
        (["tell", "--report"], "Option '--report' requires an argument.", "La opción --report necesita un valor."),
        (
            ["stand-down", "K7Q", "--reason", "no"],
            "Invalid value for '--reason': Value error, 'no' is not one of 'finished', 'safety', 'cancelled'.",
            "No se acepta para --reason: no no es ninguno de 'finished', 'safety', 'cancelled'.",
        ),
        (
            ["report", "--lat", "200"],
            "Invalid value for '--lat': Input should be less than or equal to 90.",
            "No se acepta para --lat: Debe ser 90 o menos.",
        ),
        (
            ["staff", "add", "HERON"],
            "Missing option '--role'. Choose from: operator, duty_lead, admin, legal.",
            "Falta la opción --role: una de operator, duty_lead, admin, legal.",
        ),
        (
            ["release", "1", "--lat", "34"],
            "Invalid value: --place, --lat and --lon belong together.",
            "No se acepta: --place, --lat y --lon van juntas.",
        ),
    ],
)
def test_what_was_typed_wrongly_is_told_in_the_readers_language(
    capsys: pytest.CaptureFixture[str], arguments: list[str], english: str, spanish: str
) -> None:
    for language, told in (("en", english), ("es", spanish)):
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--lang", language])

        printed = capsys.readouterr()
        assert (ended.value.code, printed.out) == (2, "")
        assert printed.err.splitlines()[-1] == told


def test_a_language_that_we_do_not_speak_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["queue", "--lang", "fr"])

    assert ended.value.code == 2
    assert "'fr'" in capsys.readouterr().err


def test_what_is_typed_behind_an_option_is_a_word_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    for language, text, number in (("en", "--place TEXT ", "--lat NUMBER "), ("es", "--place TEXTO ", "--lat NÚMERO ")):
        with pytest.raises(SystemExit):
            main(["release", "--help", "--lang", language])
        printed = capsys.readouterr().out
        assert text in printed
        assert number in printed
        assert "release [" in printed.splitlines()[0]
        assert printed.splitlines()[0].endswith("] REPORT")
        assert "<str>" not in printed


def test_a_list_of_commands_breaks_off_in_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["volunteers", "--help"], ["unread", "--help"]):
        for language in ("en", "es"):
            with pytest.raises(SystemExit):
                main([*arguments, "--lang", language])
            commands = capsys.readouterr().out.split("COMMAND [ARGS]...")[-1].split("ORDEN [ARGUMENTOS]...")[-1]
            assert "..." not in commands
