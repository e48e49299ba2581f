"""Fetch and make ready, once per machine, what Kafka needs: run as a process of its own, so that it can be ended.

Only one does this at a time; its lock goes with it, however it ends. Prints how far it is, a line per step.
"""

import fcntl
import sys
from pathlib import Path

from deploy.local.programs.jars import fetch_jars, jar_folder
from deploy.local.programs.java import find_java
from deploy.local.programs.kafka import KafkaProgram, format_template, is_formatted


def is_fetched(cache: Path) -> bool:
    return jar_folder(cache).is_dir() and is_formatted(cache)


def main() -> None:
    cache = Path(sys.argv[1])
    try:
        fetch(cache)
    except (OSError, RuntimeError) as trouble:
        sys.exit(f"{trouble}\nIt goes on from here at the next start.")


def fetch(cache: Path) -> None:
    with (cache / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jars = fetch_jars(cache, lambda done, total: print(f"fetched {done} of {total} jars", flush=True))
        print("formatting", flush=True)
        format_template(KafkaProgram(find_java(), jars), cache)


if __name__ == "__main__":
    main()
