package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Name;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The transaction that a change is in: what it has locked and added so far. */
public final class Transaction {
    private final boolean open;
    private final boolean explicit;
    private final Set<String> locked = new HashSet<>();
    private final Set<String> unproven = new HashSet<>();
    private final Set<String> enumValues = new HashSet<>();

    private Transaction(boolean open, boolean explicit) {
        this.open = open;
        this.explicit = explicit;
    }

    /** Every statement commits by itself. */
    public static Transaction none() {
        return new Transaction(false, false);
    }

    /** The one that whoever runs the file puts around it. */
    public static Transaction ofTheFile() {
        return new Transaction(true, false);
    }

    /** One that the file began by itself. */
    public static Transaction begun() {
        return new Transaction(true, true);
    }

    public boolean open() {
        return open;
    }

    public boolean explicit() {
        return explicit;
    }

    /** Remembers a table that nobody else can read or write until the end. */
    public void lock(@Nullable Name table) {
        if (open && table != null) {
            locked.add(table.key());
        }
    }

    /** Tables that are locked so. */
    public Set<String> locked() {
        return Set.copyOf(locked);
    }

    public void unproven(String constraint) {
        if (open) {
            unproven.add(constraint);
        }
    }

    public boolean isUnproven(String constraint) {
        return unproven.contains(constraint);
    }

    public void enumValue(String literal) {
        if (open) {
            enumValues.add(literal);
        }
    }

    /** Values of enums that cannot be used before the end. */
    public Set<String> enumValues() {
        return Set.copyOf(enumValues);
    }
}
