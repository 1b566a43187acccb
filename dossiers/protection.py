"""Append-only in the database itself: triggers that refuse to change or delete what the log holds, whoever asks.

The first migration calls `protect` (and `unprotect` as its reverse). What triggers cannot do: stop the owner of the
database from dropping them; that is what the chain and an anchor kept outside are for (`dossiers/audit.py`).
On SQLite `recursive_triggers` must be on (settings), or INSERT OR REPLACE slips past.
"""

from __future__ import annotations

from typing import Any

#: Tables whose rows are written once.
TABLES = ("dossiers_event", "dossiers_reading")
_FUNCTION = "mediation_append_only"


def statements(vendor: str) -> list[str]:
    """The SQL that protects the tables, for `sqlite` or `postgresql`. Applying it twice does no harm."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()}_refused BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in TABLES
            for verb in ("UPDATE", "DELETE")
        ]
    refusal = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'"
    made = [
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refusal}; END $$",
    ]
    for table in TABLES:
        for name, when in ((table, "UPDATE OR DELETE"), (f"{table}_truncate", "TRUNCATE")):
            run = f"EXECUTE FUNCTION {_FUNCTION}()"
            each = "STATEMENT" if when == "TRUNCATE" else "ROW"
            made += [
                f"DROP TRIGGER IF EXISTS {name}_refused ON {table}",
                f"CREATE TRIGGER {name}_refused BEFORE {when} ON {table} FOR EACH {each} {run}",
            ]
    return made


def removals(vendor: str) -> list[str]:
    """The SQL that takes the protection away again (reverse of the migration, and tests that empty the tables)."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{verb}_refused" for table in TABLES for verb in ("update", "delete")]
    return [
        *(f"DROP TRIGGER IF EXISTS {table}{part}_refused ON {table}" for table in TABLES for part in ("", "_truncate")),
        f"DROP FUNCTION IF EXISTS {_FUNCTION}()",
    ]


def protect(apps: Any, schema_editor: Any) -> None:
    """For `migrations.RunPython(protect, unprotect)`."""
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


def unprotect(apps: Any, schema_editor: Any) -> None:
    """The reverse of `protect`."""
    for sql in removals(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)
