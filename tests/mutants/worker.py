"""Tries mutants, each in a process of its own: the changed file is imported in place of the one in the tree.

Reads jobs from standard input and answers on standard output, a line of JSON each. Whatever does not depend on the
files that are changed is imported once, before the first trial, and every trial is a fork. Nothing is written.
"""

import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from types import CodeType, ModuleType
from typing import Any, Final

import pytest

WILL_NOT_IMPORT: Final = 90
PROCESSOR_USED_UP: Final = (signal.SIGXCPU, signal.SIGKILL)
OPTIONS: Final = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "--hypothesis-seed=0",
)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module elsewhere than the tree."""

    def __init__(self, name: str, path: str, source: str) -> None:
        self._name = name
        self._path = path
        self._code: CodeType = compile(source, path, "exec")

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=self._path)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self._path
        exec(self._code, module.__dict__)  # noqa: S102  # a mutant of our own file


class Blocked(importlib.abc.MetaPathFinder):
    """Lets nobody import the files that are going to be changed, so that nobody who uses them stays imported."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        if fullname in self._names or fullname.split(".")[0] == "tests":
            raise ImportError(f"{fullname} is to be changed")


def preload(names: Sequence[str], but: Sequence[str]) -> None:
    blocked = Blocked(but)
    sys.meta_path.insert(0, blocked)
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
    sys.meta_path.remove(blocked)
    gc.freeze()


class FirstFailure:
    """Remembers which test noticed."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def module_at(path: str) -> str:
    """The name of a module by its path from the root."""
    return path.removesuffix(".py").replace("/", ".")


def run_tests(tests: Sequence[str]) -> tuple[int, str]:
    from hypothesis import settings

    settings.register_profile("mutants", database=None, derandomize=True, max_examples=50, deadline=None)
    settings.load_profile("mutants")
    noticed = FirstFailure()
    return int(pytest.main([*OPTIONS, *tests], plugins=[noticed])), noticed.name


def in_a_child(job: dict[str, Any], answer: int) -> int:
    """Run by the fork; its exit status."""
    cpu_seconds = int(job["cpu_seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if job.get("source"):
        name = module_at(job["path"])
        sys.meta_path.insert(0, Changed(name, os.path.abspath(job["path"]), job["source"]))
        try:
            importlib.import_module(name)
        except Exception:
            return WILL_NOT_IMPORT
    status, noticed = run_tests(job["tests"])
    found = {"noticed_by": noticed}
    if not job.get("source"):
        found["modules"] = json.dumps(list(sys.modules))
    os.write(answer, json.dumps(found).encode())
    return status


def attempt(job: dict[str, Any]) -> dict[str, Any]:
    """
    Returns:
        status: pytest's exit status, or WILL_NOT_IMPORT, or None when it was ended.
        endless: it used up `cpu_seconds` of the processor.
        seconds, cpu: what it took.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as answer:
        began = time.monotonic()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            status = 3
            try:
                status = in_a_child(job, answer.fileno())
            finally:
                sys.stdout.flush()
                os._exit(status)
        ended = _wait(child, began + job["wall_seconds"])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        answer.seek(0)
        output.seek(0)
        told = json.loads(answer.read() or b"{}")
        return {
            "status": os.waitstatus_to_exitcode(ended) if ended is not None and os.WIFEXITED(ended) else None,
            "endless": ended is not None
            and os.WIFSIGNALED(ended)
            and os.WTERMSIG(ended) in (signal.SIGXCPU, signal.SIGKILL),
            "late": ended is None,
            "seconds": round(time.monotonic() - began, 2),
            "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
            "noticed_by": told.get("noticed_by", ""),
            "modules": json.loads(told.get("modules", "[]")),
            "output": output.read()[-3000:].decode(errors="replace"),
        }


def _wait(child: int, until: float) -> int | None:
    """The child's wait status; None when it had to be ended because it took too long."""
    while time.monotonic() < until:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        if "preload" in job:
            preload(job["preload"], job["but"])
            found: dict[str, Any] = {}
        else:
            found = attempt(job)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
