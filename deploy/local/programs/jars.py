"""Kafka's jars: fetched once by Maven coordinates, checked against the hashes in `kafka-jars.txt`, cached."""

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

KAFKA_VERSION = "4.3.1"
LIST = Path(__file__).with_name("kafka-jars.txt")
AT_ONCE = 6
ATTEMPTS = 3


class JarsMissing(RuntimeError):
    """The jars could not be fetched, or are not what they should be."""


@dataclass(frozen=True, slots=True)
class Jar:
    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


OnProgress = Callable[[int, int], None]  # how many are done, of how many


def wanted_jars() -> list[Jar]:
    """What `kafka-jars.txt` lists, one `group:artifact:version sha256` a line."""
    jars = []
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            coordinates, sha256 = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, sha256))
    return jars


def jar_folder(cache: Path) -> Path:
    """Where the jars of this list are, once fetched. Another list has another folder."""
    digest = hashlib.sha256(LIST.read_bytes()).hexdigest()[:12]
    return cache / f"kafka-{KAFKA_VERSION}-{digest}"


def fetch_jars(cache: Path, progress: OnProgress) -> Path:
    """Fetch what is missing. The folder is filled under another name and then renamed, so it is always complete."""
    folder = jar_folder(cache)
    if folder.is_dir():
        return folder
    scratch = folder.with_name(folder.name + ".half-made")
    shutil.rmtree(scratch / "repository", ignore_errors=True)
    (scratch / "jars").mkdir(parents=True, exist_ok=True)
    _fetch_all(wanted_jars(), scratch / "jars", scratch / "repository", progress)
    (scratch / "jars").rename(folder)
    shutil.rmtree(scratch)
    return folder


def _fetch_all(jars: list[Jar], folder: Path, repository: Path, progress: OnProgress) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        fetches = [pool.submit(_fetch, jar, folder, repository) for jar in jars]
        try:
            for done, fetch in enumerate(as_completed(fetches), start=1):
                fetch.result()
                progress(done, len(jars))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch(jar: Jar, folder: Path, repository: Path) -> None:
    if (folder / jar.file_name).is_file():  # only what was checked is moved there
        return
    from jgo.config import GlobalSettings  # imported late: only the very first start needs it
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    remotes = {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}
    failure = ""
    for attempt in range(ATTEMPTS):
        context = MavenContext(repo_cache=repository / str(attempt), remote_repos=remotes, timeout=60)
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        try:
            fetched = Path(artifact.resolve())
        except (OSError, RuntimeError, ValueError) as error:
            failure = f"{type(error).__name__}: {error}"
            continue
        if hashlib.sha256(fetched.read_bytes()).hexdigest() == jar.sha256:
            shutil.move(fetched, folder / jar.file_name)
            os.chmod(folder / jar.file_name, 0o644)
            return
        failure = "its hash is not the one in kafka-jars.txt"
    raise JarsMissing(f"{jar.group}:{jar.artifact}:{jar.version} could not be fetched: {failure}")
