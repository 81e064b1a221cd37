"""The twenty ways to change the log by SQL or in its file, by their numbers, on both databases.

The order is that of the sentences of the design: what passes the usual triggers of SQLite, what a role, an
owner and a superuser can do on PostgreSQL. Each is *stopped*, by a trigger even where nothing else stands
guard, by the connection's authorizer or by a missing right; or it is *named*, by a command, in these words.
"""

from __future__ import annotations

from typing import NamedTuple

SQLITE, POSTGRES = "sqlite", "postgresql"
TRIGGER, AUTHORIZER, RIGHT = (
    "append-only",
    "not authorized|prohibited",
    "permission denied|must be owner",
)
VERIFY, INVARIANTS = "verify_trail", "check_invariants"


class Edit(NamedTuple):
    """One edit; `stopped` is how the refusal reads, `command` and `words` who names what passed."""

    number: int
    name: str
    on: str
    statements: tuple[str, ...]
    stopped: str = ""
    command: str = ""
    words: str = ""


ROW = "(id, uid, at, act, actor, agency, entry, mac)"
OTHER = "'2020-01-01', 'x', 'y', 'z'"
LITE_VALUES = f"'{'ab' * 16}', {OTHER}, x'00', x'00'"
POST_VALUES = f"gen_random_uuid(), {OTHER}, 'x', 'x'"
CHANGE = "UPDATE audit_event SET act = 'x' WHERE id = (SELECT min(id) FROM audit_event)"
HOLLOW = (
    "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NEW; END'"
)
BACK_DATED = (
    "INSERT INTO audit_event (uid, at, act, actor, agency, case_uid, entry, mac)"
    " SELECT gen_random_uuid(), '2020-01-01', act, actor, agency, case_uid, entry, mac"
    " FROM audit_event ORDER BY id LIMIT 1"
)

STOPPED = [
    *(
        edit
        for on in (SQLITE, POSTGRES)
        for edit in (
            Edit(1, "UPDATE", on, (CHANGE,), TRIGGER),
            Edit(2, "DELETE", on, ("DELETE FROM audit_event WHERE id > 0",), TRIGGER),
            Edit(3, "DELETE without WHERE", on, ("DELETE FROM audit_event",), TRIGGER),
        )
    ),
    Edit(4, "ON CONFLICT DO UPDATE", SQLITE,
         (f"INSERT INTO audit_event {ROW} VALUES (1, {LITE_VALUES}) ON CONFLICT (id) DO UPDATE SET act = 'x'",),
         TRIGGER),
    Edit(4, "ON CONFLICT DO UPDATE", POSTGRES,
         ("INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (uid) DO UPDATE SET act = 'x'",),
         TRIGGER),
    Edit(5, "INSERT OR REPLACE", SQLITE, (f"INSERT OR REPLACE INTO audit_event {ROW} VALUES (1, {LITE_VALUES})",),
         TRIGGER),
    Edit(6, "REPLACE INTO", SQLITE, ("REPLACE INTO audit_event SELECT * FROM audit_event",), TRIGGER),
    Edit(7, "insert at an old free id", SQLITE, (f"INSERT INTO audit_event {ROW} VALUES (0, {LITE_VALUES})",),
         TRIGGER),
    Edit(8, "DROP TRIGGER", SQLITE, ("DROP TRIGGER audit_event_no_update",), AUTHORIZER),
    Edit(9, "writable_schema", SQLITE, ("PRAGMA writable_schema = ON",), AUTHORIZER),
    Edit(10, "ALTER TABLE RENAME", SQLITE, ("ALTER TABLE audit_event RENAME TO gone",), AUTHORIZER),
    Edit(11, "DROP TABLE", SQLITE, ("DROP TABLE audit_event",), AUTHORIZER),
    Edit(16, "TRUNCATE", POSTGRES, ("TRUNCATE audit_event",), TRIGGER),
    Edit(19, "session_replication_role of a superuser", POSTGRES,
         ("SET LOCAL session_replication_role = replica", CHANGE), TRIGGER),
]  # fmt: skip
"""What the database refuses. Those stopped by a trigger are so for its owner too."""

NO_RIGHT = [
    Edit(8, "DROP TRIGGER", POSTGRES, ("DROP TRIGGER audit_event_no_change ON audit_event",), RIGHT),
    Edit(10, "ALTER TABLE RENAME", POSTGRES, ("ALTER TABLE audit_event RENAME TO gone",), RIGHT),
    Edit(11, "DROP TABLE", POSTGRES, ("DROP TABLE audit_event",), RIGHT),
    Edit(17, "rows changed by the application's role", POSTGRES, (CHANGE,), RIGHT),
    Edit(17, "rows removed by the application's role", POSTGRES, ("DELETE FROM audit_event",), RIGHT),
    Edit(18, "DISABLE TRIGGER", POSTGRES, ("ALTER TABLE audit_event DISABLE TRIGGER USER",), RIGHT),
    Edit(19, "session_replication_role", POSTGRES, ("SET LOCAL session_replication_role = replica",), RIGHT),
    Edit(20, "a trigger hollowed out", POSTGRES, (HOLLOW,), RIGHT),
]  # fmt: skip
"""What the application's role on PostgreSQL may not do; no trigger is needed for it."""

NAMED = [
    Edit(8, "DROP TRIGGER", POSTGRES, ("DROP TRIGGER audit_event_no_change ON audit_event", CHANGE),
         command=VERIFY, words="its column act differs from its entry"),
    Edit(8, "DROP TRIGGER", POSTGRES, ("DROP TRIGGER audit_event_no_change ON audit_event",),
         command=INVARIANTS, words="trigger audit_event_no_change is missing"),
    Edit(10, "ALTER TABLE RENAME", POSTGRES, ("ALTER TABLE audit_event RENAME TO gone",),
         command=VERIFY, words="the log cannot be read"),
    Edit(11, "DROP TABLE", POSTGRES, ("DROP TABLE audit_event",), command=VERIFY, words="the log cannot be read"),
    Edit(13, "OVERRIDING SYSTEM VALUE", POSTGRES,
         (f"INSERT INTO audit_event {ROW} OVERRIDING SYSTEM VALUE VALUES (-5, {POST_VALUES})",),
         command=VERIFY, words="its entry is not canonical"),
    Edit(14, "a time of one's own", POSTGRES,
         (BACK_DATED,), command=VERIFY, words="its column at differs from its entry"),
    Edit(15, "COPY", POSTGRES, (f"COPY audit_event {ROW} FROM STDIN",), command=VERIFY,
         words="its entry is not canonical"),
    Edit(18, "DISABLE TRIGGER", POSTGRES, ("ALTER TABLE audit_event DISABLE TRIGGER USER", CHANGE),
         command=VERIFY, words="its column act differs from its entry"),
    Edit(18, "DISABLE TRIGGER", POSTGRES, ("ALTER TABLE audit_event DISABLE TRIGGER USER",),
         command=INVARIANTS, words="trigger audit_event_no_change is missing"),
    Edit(20, "a trigger hollowed out", POSTGRES, (HOLLOW, CHANGE), command=VERIFY,
         words="its column act differs from its entry"),
    Edit(20, "a trigger hollowed out", POSTGRES, (HOLLOW,), command=INVARIANTS,
         words="trigger audit_event_no_change is missing"),
]  # fmt: skip
"""What the owner of the tables, or a superuser, can do on PostgreSQL."""

IN_THE_FILE = [
    Edit(8, "DROP TRIGGER", SQLITE, ("DROP TRIGGER audit_event_no_update",), command=INVARIANTS,
         words="trigger audit_event_no_update is missing"),
    Edit(8, "DROP TRIGGER", SQLITE, ("DROP TRIGGER audit_event_no_update", CHANGE), command=VERIFY,
         words="its column act differs from its entry"),
    Edit(9, "writable_schema", SQLITE,
         ("PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE name = 'audit_event_no_delete'"),
         command=INVARIANTS, words="trigger audit_event_no_delete is missing"),
    Edit(10, "ALTER TABLE RENAME", SQLITE, ("ALTER TABLE audit_event RENAME TO gone",), command=VERIFY,
         words="the log cannot be read: no such table: audit_event"),
    Edit(11, "DROP TABLE", SQLITE, ("DROP TABLE audit_event",), command=VERIFY, words="the log cannot be read: no such table: audit_event"),
    Edit(12, "hex editor", SQLITE, (), command=VERIFY, words="its MAC does not fit"),
]  # fmt: skip
"""What somebody with the SQLite file can do, through a connection or an editor of his own."""

EVERY = [*STOPPED, *NO_RIGHT, *NAMED, *IN_THE_FILE]
