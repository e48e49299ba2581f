"""`make fill`: a year of history in databases of their own, and every statement against its budget on it.

    make fill                                  # 300,000 incidents, a million messages: some minutes, 5 GB
    python -m tests.load.fill.run --small      # a twentieth, as the test has it

Exits 1 where a statement touches more blocks than its budget; leaves build/fill/latest.json. It starts a PostgreSQL of
its own and removes it: no instance is touched.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.local.layout import CHECKOUT, throwaway_layout
from deploy.local.stack import Stack
from services.chassis.database import Database
from services.chassis.migrate import migrate
from services.chassis.settings import DatabaseSettings
from tests.integration.growth.budgets import BLOCKS
from tests.integration.growth.measured import measured, over_budget
from tests.load.fill import SERVICES, SMALL, YEAR, Size, fill, parts_of

OUTPUT = CHECKOUT / "build/fill/latest.json"
SIZES = """
    SELECT c.relname AS name, c.reltuples::bigint AS rows, pg_table_size(c.oid) AS heap,
           pg_indexes_size(c.oid) AS indexes,
           (SELECT json_object_agg(i.indexrelid::regclass::text, pg_relation_size(i.indexrelid))
            FROM pg_index i WHERE i.indrelid = c.oid)::text AS each_index
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC
"""
"""In bytes; `heap` with what lies out of line."""


async def run(size: Size, console: Console) -> dict[str, Any]:
    """What was measured, by service."""
    layout = throwaway_layout(prefix="hotline-fill-")
    columns = (TextColumn("{task.description:<30}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        async with Stack(layout, services=(), mode="test", lasting=False) as stack:
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                done = [await _one(stack.database_url(service), service, size, progress) for service in SERVICES]
        return dict(zip(SERVICES, done, strict=True))
    finally:
        shutil.rmtree(layout.home, ignore_errors=True)


async def _one(url: str, service: str, size: Size, progress: Progress) -> dict[str, Any]:
    database = Database(DatabaseSettings(url=SecretStr(url)), application="fill")
    await migrate(database, [Path(f"services/{service}/migrations")])
    task = progress.add_task(service, total=len(parts_of(service)))
    began = time.monotonic()

    def tell(table: str) -> None:
        progress.update(task, advance=1, description=f"{service}: {table}")

    connection = await asyncpg.connect(url)
    try:
        await fill(connection, service, size, progress=tell)
        seconds = round(time.monotonic() - began, 1)
        progress.update(task, description=f"{service}: measuring")
        tables = [
            dict(row) | {"each_index": json.loads(row["each_index"] or "{}")} for row in await connection.fetch(SIZES)
        ]
    finally:
        await connection.close()
    found = await measured(url, service, size)
    progress.update(task, description=service)
    return {"filled_s": seconds, "tables": tables, "blocks": found, "over": over_budget(found)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a twentieth of a year")
    options = parser.parse_args()
    console = Console()
    found = asyncio.run(run(SMALL if options.small else YEAR, console))
    head = ("git", "rev-parse", "--short", "HEAD")
    commit = subprocess.run(head, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps({"commit": commit.stdout.strip(), "small": options.small, **found}, indent=2) + "\n")
    shown = Table("service", "table", "rows", "heap, MB", "indexes, MB", title="The largest tables")
    for service, each in found.items():
        for table in each["tables"][:5]:
            sizes = (f"{table[part] / 1e6:,.0f}" for part in ("heap", "indexes"))
            shown.add_row(service, table["name"], f"{table['rows']:,}", *sizes)
    console.print(shown)
    over = {name: counts for each in found.values() for name, counts in each["over"].items()}
    for name, (touched, allowed) in sorted(over.items()):
        console.print(f"{name} touches {touched} blocks, {allowed} are allowed", highlight=False)
    seconds = ", ".join(f"{service} {each['filled_s']} s" for service, each in found.items())
    console.print(f"filled: {seconds}; {len(BLOCKS) - len(over)} of {len(BLOCKS)} statements within their budgets")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
