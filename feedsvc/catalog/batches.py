"""Many rows at once: in statements that every database accepts, at the speed of its driver."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table, insert

T = TypeVar("T")

# SQLite allows 32,766 bound values in a statement, and rows here have at most eleven.
_SIZE = 500


def batches(values: Sequence[T], size: int = _SIZE) -> Iterator[Sequence[T]]:
    """Yield *values* in order, in slices that fit one statement or have that *size*."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*, which all name the same columns.

    SQLAlchemy spends more on each row than SQLite does; it only words the statement here.
    """
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    names = statement.positiontup or list(rows[0])
    columns = [_values(connection, table.c[name], rows) for name in names]
    connection.exec_driver_sql(str(statement), list(zip(*columns, strict=True)))


def _values(
    connection: Connection, column: Column[Any], rows: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """Return the values of a column as the driver takes them."""
    process = column.type.bind_processor(connection.dialect)
    values = [row[column.name] for row in rows]
    return values if process is None else [process(value) for value in values]
