"""The rules of who may import whom hold, and would be seen to be broken (rule R110, pyproject.toml)."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas", "services", "deploy")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages that a test may spoil."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return folder


def test_every_import_keeps_the_rules(checkout: Path):
    result = lint(checkout)

    assert result.returncode == 0, result.stdout


PLANTED = [
    ("services/notify/model/messages.py", "import services.dispatch.model.incident", "No service imports another"),
    ("services/chassis/errors.py", "import services.intake.model", "The chassis knows no service"),
    ("schemas/values.py", "import services.chassis.errors", "schemas imports nothing of ours"),
    ("services/intake/app.py", "import deploy.local.layout", "What runs does not know how it is deployed"),
    ("deploy/sandbox/settings.py", "import schemas.values", "The pretend phone network imports nothing of ours"),
    ("services/chassis/connection.py", "import services.chassis.database", "No packages or files beside each other"),
    ("services/dispatch/app.py", "import aiokafka", "aiokafka only in the chassis"),
    ("services/dispatch/app.py", "import asyncpg", "asyncpg only in the chassis and in each service's store"),
    ("services/dispatch/app.py", "import httpx", "httpx only in the chassis' client"),
    ("services/dispatch/model/incident.py", "import services.dispatch.app", "Inside dispatch imports run"),
    ("deploy/local/layout.py", "import deploy.local.stack", "Inside deploy/local imports run"),
    ("deploy/sandbox/webhooks/forms.py", "import deploy.sandbox.network.carrier", "Inside the sandbox imports run"),
    ("services/notify/store/inbound.py", "import services.notify.inbound.handler", "Inside notify imports run"),
    ("services/intake/store/reports.py", "import services.intake.reports.factory", "Inside intake imports run"),
    ("services/dispatch/matching/ranking.py", "import structlog", "Files that decide know no framework"),
]


@pytest.fixture(scope="module")
def verdicts(checkout: Path) -> str:
    """What is said when every rule is broken somewhere."""
    for where, what, _ in PLANTED:
        with (checkout / where).open("a") as file:
            file.write(f"\n{what}\n")
    return lint(checkout).stdout


@pytest.mark.parametrize("rule", [rule for _, _, rule in PLANTED])
def test_a_forbidden_import_is_seen(verdicts: str, rule: str):
    assert any(line.startswith(rule) and "BROKEN" in line for line in verdicts.splitlines())
