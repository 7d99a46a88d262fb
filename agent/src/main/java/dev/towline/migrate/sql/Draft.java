package dev.towline.migrate.sql;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change while it is read. */
final class Draft {
    private final Kind kind;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private @Nullable Name table;
    private @Nullable String column;
    private @Nullable String name;
    private @Nullable Name refers;
    private @Nullable String type;
    private @Nullable String expression;
    private List<String> columns = List.of();

    private Draft(Kind kind) {
        this.kind = kind;
    }

    static Draft of(Kind kind) {
        return new Draft(kind);
    }

    Draft table(@Nullable Name value) {
        table = value;
        return this;
    }

    Draft column(@Nullable String written) {
        column = written == null ? null : Names.plain(written);
        return this;
    }

    Draft name(@Nullable String written) {
        name = written == null ? null : Name.of(written).name();
        return this;
    }

    Draft refers(@Nullable Name value) {
        refers = value;
        return this;
    }

    Draft columns(List<String> written) {
        columns = written.stream().map(Names::plain).toList();
        return this;
    }

    Draft type(@Nullable String written) {
        type = written == null ? null : plain(written);
        return this;
    }

    Draft types(List<String> written) {
        type = String.join("\n", written.stream().map(Draft::plain).toList());
        return this;
    }

    private static String plain(String type) {
        return type.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replace(" (", "(").strip();
    }

    Draft expression(@Nullable String written) {
        expression = written;
        return this;
    }

    Draft with(Trait... more) {
        traits.addAll(List.of(more));
        return this;
    }

    Draft when(boolean said, Trait trait) {
        return said ? with(trait) : this;
    }

    Optional<String> column() {
        return Optional.ofNullable(column);
    }

    Change change(String sql, int offset) {
        return new Change(kind, table, column, name, refers, columns, type, expression, traits, sql, offset);
    }
}
