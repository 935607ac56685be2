"""The tables of a ledger, and the triggers that let nobody change or delete what stands in them."""

from __future__ import annotations

from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from ledger.chain import NOTHING_BEFORE

FORMAT = "alluse/ledger/1"

_METADATA = MetaData()

LEDGER = Table(
    "ledger",
    _METADATA,
    Column("format", Text, primary_key=True),
)
"""One row: which schema this is."""

ENTRIES = Table(
    "entries",
    _METADATA,
    Column("account", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("intent_key", Text),
    UniqueConstraint("account", "intent_key", name="one_order_per_intent"),
)
"""The events. `intent_key` is that of `order_planned`, taken out of the body so that no second one gets in."""

CONTENTS = Table(
    "contents",
    _METADATA,
    Column("digest", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What events name by digest, each once: `data` is compressed by zlib, `size` its bytes before that."""

LEASES = Table(
    "leases",
    _METADATA,
    Column("account", Text, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("holder", Text),
    Column("taken_at", Text, nullable=False),
    Column("heartbeat", Text, nullable=False),
)
"""Who may append for an account. `term` rises with each holder; `holder` is null where nobody holds it."""

PROTECTED = (LEDGER, ENTRIES, CONTENTS)
"""The tables of which nothing can be changed or deleted."""

_REFUSAL = "the ledger is append-only"
_ORDER = "an entry follows the one before it"
_INTENT = "this intent has its order already"

_FOLLOWS = f"""
    NEW.sequence IS DISTINCT FROM 1 + (SELECT coalesce(max(sequence), 0) FROM entries WHERE account = NEW.account)
    OR NEW.previous IS DISTINCT FROM coalesce(
        (SELECT hash FROM entries WHERE account = NEW.account AND sequence = NEW.sequence - 1), '{NOTHING_BEFORE}')
    OR EXISTS (SELECT 1 FROM entries WHERE hash = NEW.hash)
"""
_PLANNED = "EXISTS (SELECT 1 FROM entries WHERE account = NEW.account AND intent_key = NEW.intent_key)"
_ANY = "EXISTS (SELECT 1 FROM ledger)"


def triggers(dialect: str) -> list[str]:
    """The statements that make the protected tables append-only, in the words of a database."""
    return _postgresql() if dialect == "postgresql" else [f"CREATE TRIGGER {each}" for each in _sqlite()]


def _sqlite() -> list[str]:
    """A row that replaces another one deletes it without a trigger, so an insert looks for itself."""
    there = "SELECT 1 FROM contents WHERE digest = NEW.digest"
    follows = _FOLLOWS.replace("IS DISTINCT FROM", "IS NOT")  # the words of SQLite for the same
    return [
        *(
            f"{table.name}_no_{change.lower()} BEFORE {change} ON {table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for table in PROTECTED
            for change in ("UPDATE", "DELETE")
        ),
        f"entries_one_order BEFORE INSERT ON entries WHEN {_PLANNED} BEGIN SELECT RAISE(ABORT, '{_INTENT}'); END",
        f"entries_in_order BEFORE INSERT ON entries WHEN {follows} BEGIN SELECT RAISE(ABORT, '{_ORDER}'); END",
        f"contents_once BEFORE INSERT ON contents WHEN EXISTS ({there}) BEGIN SELECT RAISE(IGNORE); END",
        f"ledger_once BEFORE INSERT ON ledger WHEN {_ANY} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ]


_REFUSE = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
_FOLLOW = (
    f"BEGIN IF {_PLANNED} THEN RAISE EXCEPTION '{_INTENT}'; END IF; "
    f"IF {_FOLLOWS} THEN RAISE EXCEPTION '{_ORDER}'; END IF; RETURN NEW; END"
)
_ENABLED = "O"


def server_triggers() -> dict[str, tuple[str, ...]]:
    """The triggers of a PostgreSQL server by name: name, that it is enabled, its table, what it does."""
    changes = {f"{table.name}_append_only": (table.name, _REFUSE) for table in PROTECTED}
    found = {**changes, "entries_in_order": (ENTRIES.name, _FOLLOW)}
    return {name: (name, _ENABLED, table, does) for name, (table, does) in found.items()}


def _postgresql() -> list[str]:
    function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"
    return [
        function.format("ledger_is_append_only", _REFUSE),
        function.format("ledger_in_order", _FOLLOW),
        *(
            f"CREATE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
            for table in PROTECTED
        ),
        "CREATE TRIGGER entries_in_order BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION ledger_in_order()",
    ]


def create(engine: Engine) -> None:
    """Makes the tables and triggers in an empty database, whole or not at all."""
    with engine.begin() as connection:
        _METADATA.create_all(connection)
        for each in triggers(connection.dialect.name):
            connection.exec_driver_sql(each)
        connection.execute(LEDGER.insert().values(format=FORMAT))
