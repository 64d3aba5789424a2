"""Copies marts and code lists out of the build file into a version that readers may open."""

import hashlib
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb

from access.gating import write_gated
from store.home import Home, replace_file, sync_directory, sync_tree
from store.ingredients import ingredients
from store.months import closed_through
from store.prefix import LedgerPrefix
from store.published import GATED, MARTS, next_version_name, point_to
from store.vintage import LATEST, Vintage

PUBLISHED_SCHEMAS = ("main_marts", "main_seeds")


def publish(home: Home, prefix: LedgerPrefix, build_file: Path, vintage: Vintage = LATEST) -> str:
    """Publish what `build_file` holds and return the new version's name.

    The version's folder appears whole by one rename. The latest vintage is served from then on: the pointer
    moves last. Another vintage is a reproduction that nobody is served.
    """
    name = next_version_name(home, vintage)
    draft = home.published / f".{name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "parquet").mkdir(parents=True)
    marts = copy_tables(build_file, draft)
    manifest = {
        "version": name,
        **ingredients(home, prefix, vintage.as_known),
        "as_loaded": vintage.as_loaded,
        "made_date": str(prefix.made_date),
        "closed_through": final_months(prefix, vintage),
        "marts": marts,
        "gated": copy_gated(draft, marts),
        **covered_span(draft / MARTS),
    }
    replace_file(draft / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    sync_tree(draft)
    draft.rename(home.published / name)
    sync_directory(home.published)
    if vintage.is_latest:
        point_to(home, name)
    return name


def final_months(prefix: LedgerPrefix, vintage: Vintage) -> dict[str, str]:
    """Return the last closed month per municipality; with an as-known date no month is final (確定)."""
    return {} if vintage.as_known else closed_through(prefix.month_entries)


def copy_tables(build_file: Path, folder: Path) -> dict[str, Any]:
    """Copy marts and code lists into `marts.duckdb`, marts into Parquet too; return rows and digests."""
    with duckdb.connect(str(folder / MARTS)) as connection:
        connection.execute(f"attach '{build_file}' as build (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'build'"
            " and schema_name in (select unnest(?)) order by schema_name, table_name",
            [list(PUBLISHED_SCHEMAS)],
        ).fetchall()
        for schema, table in tables:
            connection.execute(f"create table {table} as from build.{schema}.{table}")
        marts = [table for schema, table in tables if schema == PUBLISHED_SCHEMAS[0]]
        described = {mart: write_parquet(connection, mart, folder / "parquet") for mart in marts}
        connection.execute("detach build")
    return described


def copy_gated(folder: Path, marts: Collection[str]) -> dict[str, Any]:
    """Write the gated file beside the marts; return its digest and the rows of its tables."""
    gated_file = folder / GATED
    rows = write_gated(folder / MARTS, gated_file, marts=marts)
    return {"sha256": file_digest(gated_file), "rows": rows}


def write_parquet(connection: duckdb.DuckDBPyConnection, mart: str, folder: Path) -> dict[str, Any]:
    """Write one mart and return its row count and the file's sha256."""
    path = folder / f"{mart}.parquet"
    connection.execute(f"copy {mart} to '{path}' (format parquet, compression zstd)")
    rows = connection.execute(f"select count(*) from {mart}").fetchone()
    return {"rows": rows[0] if rows else 0, "sha256": file_digest(path)}


def file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def covered_span(marts_file: Path) -> dict[str, str | None]:
    """Return the first and last month that any municipality can be tabulated for, as YYYY-MM."""
    with duckdb.connect(str(marts_file), read_only=True) as connection:
        span = connection.execute(
            "select strftime(min(stat_month), '%Y-%m'), strftime(max(stat_month), '%Y-%m')"
            " from covered_months"
        ).fetchone()
    first_month, last_month = span or (None, None)
    return {"first_month": first_month, "last_month": last_month}
