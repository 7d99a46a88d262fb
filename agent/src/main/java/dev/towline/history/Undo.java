package dev.towline.history;

import dev.towline.host.Ownership;
import java.util.List;

/** The inverse of one effect. Applying one twice, or one whose effect never happened, changes nothing more. */
public sealed interface Undo {
    /** Puts the kept bytes back. */
    record PutFile(String path, String kept, Ownership ownership) implements Undo {}

    /** Points the link where it pointed. */
    record PutLink(String path, String target) implements Undo {}

    /** Makes the folder again. */
    record PutDirectory(String path, Ownership ownership) implements Undo {}

    /** Removes a file or link that was not there before; a folder only when it is empty. */
    record Remove(String path) implements Undo {}

    /** Removes a folder that this deployment made, with all in it. */
    record RemoveTree(String path) implements Undo {}

    /** Gives owner, group and mode back. */
    record PutOwnership(String path, Ownership ownership) implements Undo {}

    /** Brings a unit back to enabled or not, running or not. */
    record PutUnit(String unit, boolean enabled, boolean running) implements Undo {}

    /** Has a unit read its files again, after they are back. */
    record Reload(String unit) implements Undo {}

    /** Starts a unit anew where it runs, after its files are back. */
    record Restart(String unit) implements Undo {}

    /** Has the service manager read its definitions again. */
    record ReloadDefinitions() implements Undo {}

    /** Runs a repeatable command again, after its files are back. */
    record Run(List<String> argv) implements Undo {
        public Run {
            argv = List.copyOf(argv);
        }
    }

    /**
     * Gives a database that was set aside its name back; the one that has the name now goes. One of the host's PostgreSQL by its
     * name, a SQLite file by its path.
     *
     * @param user who owns the file
     */
    record TakeBack(String database, String aside, String user) implements Undo {}

    /**
     * Puts a database of the host's PostgreSQL (or a SQLite file, by its path) back as the dump has it. Nothing else may be connected: what was written since the
     * dump is lost, so this is only for what nobody could write to.
     */
    record PutBack(String database, String dump) implements Undo {}

    /** Removes a database that this deployment made for itself, and ends the job that may be making it. */
    record Drop(String database, String job) implements Undo {}

    /** Several, of which the last is applied first. */
    record Several(List<Undo> undos) implements Undo {
        public Several {
            undos = List.copyOf(undos);
        }
    }

    /** All of them as one. */
    static Undo all(List<? extends Undo> undos) {
        return switch (undos.size()) {
            case 0 -> new Nothing();
            case 1 -> undos.getFirst();
            default -> new Several(List.copyOf(undos));
        };
    }

    /** Waits until somebody listens on a unix socket, though not for ever. */
    record AwaitListening(String socket) implements Undo {}

    /** Waits for a job to end and forgets it; what it did to data stays. */
    record EndJob(String name) implements Undo {}

    /** Nothing can or need be taken back (an installed package, a user, a restore point). */
    record Nothing() implements Undo {}
}
