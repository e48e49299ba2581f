"""Each image's requirements name what its code imports, and nothing that it does not."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
OURS = ("schemas", "services", "deploy")
IMAGES = {
    "intake": "services.intake",
    "dispatch": "services.dispatch",
    "notify": "services.notify",
    "console": "services.console",
    "sandbox": "deploy.sandbox",
}
# Needed, and imported by nothing of ours.
UNSEEN = {
    "tzdata",  # data, which the standard library finds
    "httptools",  # uvicorn takes it by name
    "polib",  # of schemas.language, which every image has
}
NAME = re.compile(r"[a-z0-9-]+")


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*OURS, include_external_packages=True, exclude_type_checking_imports=True)


@cache
def imported(root: str) -> frozenset[str]:
    """The distributions that this package imports, or anything of ours that it imports."""
    known = packages_distributions()
    modules = graph().find_upstream_modules(root, as_package=True) | {root} | graph().find_descendants(root)
    found = {
        name
        for module in modules
        if module.split(".")[0] in OURS
        for name in (target.split(".")[0] for target in graph().find_modules_directly_imported_by(module))
        if name not in OURS and name not in sys.stdlib_module_names
    }
    return frozenset(known[name][0].lower().replace("_", "-") for name in found)


def asked_for(file: str) -> Iterator[str]:
    """The names in an .in file and in those it includes."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from asked_for(line.removeprefix("-r "))
        elif named := NAME.match(line):
            yield named[0]


def locked(file: str) -> dict[str, str]:
    """Each name's version and marker, as the lock has them."""
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    pairs = (line.removesuffix("\\").strip().partition("==") for line in lines if NAME.match(line))
    return {name: version for name, _, version in pairs}


@pytest.mark.parametrize(("image", "root"), IMAGES.items())
def test_an_image_gets_what_its_code_imports(image: str, root: str):
    assert imported(root) - set(locked(f"{image}.txt")) == set()


@pytest.mark.parametrize(("image", "root"), IMAGES.items())
def test_an_image_gets_nothing_that_its_code_does_not_import(image: str, root: str):
    assert set(asked_for(f"{image}.in")) - imported(root) - UNSEEN == set()


@pytest.mark.parametrize("lock", [*IMAGES, "local"])
def test_every_lock_has_the_versions_that_the_tests_run_with(lock: str):
    everything = locked("dev.txt")
    versions = {name: version.split(" ;")[0] for name, version in locked(f"{lock}.txt").items()}

    assert versions
    assert versions == {name: everything[name].split(" ;")[0] for name in versions}
