"""One operation of a migration while it runs."""
from .errors import one_line
from .models import table_fields


class Operation:
    """One operation of a migration while it runs."""

    def __init__(self, index, operation, from_state, to_state):
        self.index, self.operation = index, operation
        self.from_state, self.to_state = from_state, to_state
        self.source = "schema"
        self.ordinal = 0
        self.updates = []        # (table, column or None, sql) that ran in it
        self.defaults = {}       # (table, column): the database's default before this operation set its own
        self._fields = {}

    @property
    def describe(self):
        return one_line(self.operation.describe()) if self.operation is not None else "postponed to the end of the migration"

    def field(self, which, table, column):
        state = self.from_state if which == "old" else self.to_state
        if state is None or table is None:
            return None
        if which not in self._fields:
            self._fields[which] = table_fields(state.apps)
        return self._fields[which].get(table, {}).get(column)


def kind_of(name):
    """Django's class of this name."""
    from django.db.migrations import operations
    return getattr(operations, name)
