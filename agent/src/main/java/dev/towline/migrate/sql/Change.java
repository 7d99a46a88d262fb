package dev.towline.migrate.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One primitive thing that a statement does.
 *
 * @param table what it is about: the table, or the view, type, sequence, function
 * @param column the column, where it is about one
 * @param name the name of the constraint or index, or the new name of what is renamed
 * @param refers the table that a foreign key refers to
 * @param columns the columns of a constraint or index, where they are plain names
 * @param type a column's type, lower case, one space between words; where a table is made, those of its columns, a line each
 * @param expression a default, a condition, what USING says; as written
 * @param sql complete SQL for this alone
 * @param offset where it is in the script, in chars
 */
public record Change(Kind kind, @Nullable Name table, @Nullable String column, @Nullable String name,
        @Nullable Name refers, List<String> columns, @Nullable String type, @Nullable String expression,
        Set<Trait> traits, String sql, int offset) {
    public Change {
        columns = List.copyOf(columns);
        traits = Set.copyOf(traits);
    }

    /** Whether it says that. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** The same, saying that or not. */
    public Change with(Trait trait, boolean said) {
        Set<Trait> other = new HashSet<>(traits);
        if (said) {
            other.add(trait);
        } else {
            other.remove(trait);
        }
        return new Change(kind, table, column, name, refers, columns, type, expression, other, sql, offset);
    }

    /** The same, elsewhere. */
    Change at(int place) {
        return new Change(kind, table, column, name, refers, columns, type, expression, traits, sql, place);
    }

    /** Whether it does one of these. */
    public boolean is(Kind... kinds) {
        return List.of(kinds).contains(kind);
    }

    /** Whether it is about an object of that name. */
    public boolean on(Name other) {
        return table != null && table.same(other);
    }
}
