"""A database constraint Django does not offer: a deferred foreign key over several columns."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model


class CompositeForeignKey(BaseConstraint):
    """`fields` of this table must stand together in `to_fields` of table `to_table`, checked at commit.

    Both databases hold it: SQLite inside CREATE TABLE, PostgreSQL by ALTER TABLE.
    """

    def __init__(
        self, *, name: str, fields: list[str], to_table: str, to_columns: list[str], **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.fields = fields
        self.to_table = to_table
        self.to_columns = to_columns

    def _clause(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
        own = ", ".join(quote(columns[name]) for name in self.fields)
        other = ", ".join(quote(column) for column in self.to_columns)
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({own}) "
            f"REFERENCES {quote(self.to_table)} ({other}) DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        """Inline clause; PostgreSQL gets it later, when the other table exists."""
        if schema_editor.connection.vendor == "sqlite":
            return self._clause(model, schema_editor)
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:  # type: ignore[override]
        """ALTER TABLE on PostgreSQL; SQLite rebuilds the table with the inline clause."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]  # noqa: SLF001 - the only way SQLite adds a constraint
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self._clause(model, schema_editor)}"

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:  # type: ignore[override]
        """Drops the constraint; SQLite rebuilds the table without it."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)  # type: ignore[attr-defined]  # noqa: SLF001 - as above
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database alone judges, at commit."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Everything a migration needs to rebuild it."""
        path, args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to_table": self.to_table, "to_columns": self.to_columns}
        return path, tuple(args), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeForeignKey) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]
