package dev.towline.history.sqlite;

import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import java.nio.file.Path;
import java.sql.SQLDataException;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Says what SQLite's errors mean for the person who runs the host. */
record Failures(Path file) {
    HistoryException of(SQLException e) {
        return switch (e) {
            case SQLiteException sqlite -> of(sqlite);
            case SQLDataException data -> damaged(String.valueOf(data.getMessage()));
            default -> unavailable("it cannot be used", "see the cause", e);
        };
    }

    private HistoryException of(SQLiteException e) {
        // The low byte is the primary code; the others only tell where.
        return switch (e.getResultCode().code & 0xff) {
            case 5, 6 -> unavailable("another process holds it", "is a second towline running?", e);
            case 13 -> unavailable("the disk is full", "free some space there", e);
            case 8 -> unavailable("it cannot be written", "see its owner and mode, and that the disk is not read-only",
                    e);
            case 10, 14 -> unavailable("it cannot be opened, read or written (" + e.getMessage() + ")",
                    "see the kernel's log for the disk", e);
            // 1: our own statements do not fit the tables that are there.
            case 1, 11, 26 -> damaged(String.valueOf(e.getMessage()));
            default -> unavailable(String.valueOf(e.getMessage()), "see the cause", e);
        };
    }

    private HistoryException unavailable(String what, String remedy, SQLException cause) {
        return new HistoryException(Kind.UNAVAILABLE, "history " + file + ": " + what + "; " + remedy, cause);
    }

    HistoryException damaged(String how) {
        return new HistoryException(Kind.DAMAGED, "history " + file + " is damaged (" + how
                + "); nothing was changed. Put a copy of it back, or move it away together with its -wal and -shm: Towline"
                + " then starts without memory and asks before it takes over what it finds on the host");
    }
}
