"""Two roles on PostgreSQL: one owns the tables and migrates, another runs the application.

The second changes no schema and, in the tables of the log, nothing that is written: a stolen password of
the application does not reach the triggers that make the log append-only.
"""

import re
from collections.abc import Iterator

from django.db import connections

from audit import guard

READ_ONLY = frozenset({"django_migrations"})
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
CHANGES = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")


def grant(alias: str, role: str) -> list[str]:
    """Give the application's role what it needs on one database, and take the rest; what was run.

    Run it as the owner of the tables after every migration. ValueError for a name that is none, for a
    database that is no PostgreSQL, and for the owner itself.
    """
    connection = connections[alias]
    if connection.vendor != "postgresql":
        raise ValueError(f"{alias} is no PostgreSQL database; its file has one owner.")
    if NAME.fullmatch(role) is None:
        raise ValueError("A role is named in small letters, digits and underscores.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        if owner == role:
            raise ValueError(f"{role} owns the tables: the application needs another role.")
        tables = sorted(connection.introspection.table_names(cursor))
        done = list(_statements(role, database, tables))
        for statement in done:
            cursor.execute(statement)
    return done


def _statements(role: str, database: str, tables: list[str]) -> Iterator[str]:
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT ON DATABASE "{database}" TO {role}'
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    kept = guard.kept()
    for table in tables:
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in kept:
            rights = "SELECT, INSERT"
        elif table in READ_ONLY:
            rights = "SELECT"
        yield f'GRANT {rights} ON "{table}" TO {role}'


def shortcomings(alias: str) -> list[str]:
    """What the role of this connection could do to the log and must not; nothing on SQLite."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return []
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        if cursor.fetchone()[0]:
            found.append("it can give itself every right")
        cursor.execute(
            "SELECT relname, pg_has_role(current_user, relowner, 'MEMBER'),"
            " has_table_privilege(current_user, oid, %s) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) ORDER BY relname",
            [", ".join(CHANGES), sorted(guard.kept())],
        )
        for table, owns, changes in cursor.fetchall():
            if owns:
                found.append(f"it owns {table}")
            elif changes:
                found.append(f"it can change what is written in {table}")
    return found
