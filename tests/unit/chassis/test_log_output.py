"""A log that cannot be written loses lines, and never ends, halts or fails whoever logs (rule R86)."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from services.chassis.log_output import LogOutput

SERVICE = """
import logging, sys
from services.chassis.telemetry import LOG_LINES_LOST, configure_logging
import structlog
configure_logging("intake", "info")
for number in range(3000):
    structlog.get_logger().info("report.stored", number=number, what="x" * 50)
logging.getLogger("uvicorn.error").error("a line of a library")
print(int(LOG_LINES_LOST._value.get()), file=sys.stderr)
"""
"""Writes more than a pipe holds, then says how many of 3,001 lines were lost."""


@contextmanager
def _nobody_reads() -> Iterator[int]:
    reading, writing = os.pipe()
    yield writing
    os.close(reading)
    os.close(writing)


@contextmanager
def _reader_is_gone() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@contextmanager
def _disk_is_full() -> Iterator[int]:
    full = os.open("/dev/full", os.O_WRONLY)
    yield full
    os.close(full)


@pytest.mark.parametrize("broken", [_nobody_reads, _reader_is_gone, _disk_is_full])
def test_a_service_outlives_a_log_that_cannot_be_written(broken: object) -> None:
    with broken() as stdout:  # type: ignore[operator]  # one of the three
        ended = subprocess.run([sys.executable, "-c", SERVICE], stdout=stdout, stderr=subprocess.PIPE, timeout=20)

    assert ended.returncode == 0, ended.stderr
    assert int(ended.stderr) >= 2000


def test_a_service_without_a_stdout_writes_into_nothing_else() -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -c "$1" >&-', sys.executable, SERVICE], stderr=subprocess.PIPE, timeout=20
    )

    assert ended.returncode == 0, ended.stderr
    assert int(ended.stderr) == 3001


def test_a_reader_who_comes_back_reads_on_at_the_start_of_a_line() -> None:
    lost: list[None] = []
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    output = LogOutput(writing, on_lost=lambda: lost.append(None))
    output.write("x" * 6000 + "\n")
    output.write('{"event": "lost"}\n')
    os.read(reading, 4096)

    output.write('{"event": "told"}\n')

    assert json.loads(os.read(reading, 4096).splitlines()[-1]) == {"event": "told"}
    assert len(lost) == 2
