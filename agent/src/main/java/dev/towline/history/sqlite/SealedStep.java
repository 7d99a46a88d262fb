package dev.towline.history.sqlite;

import dev.towline.desired.TargetName;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.history.Undo;
import dev.towline.host.Digest;

/**
 * An inverse with a digest of it, its target and its step in the line below: SQLite keeps no checksum of its pages, and root applies
 * what stands here. A line of a version before the digest is read as it is.
 */
final class SealedStep {
    private SealedStep() {}

    static String write(TargetName target, String step, Undo undo) {
        String json = UndoJson.write(undo);
        return json + "\n" + digest(target, step, json);
    }

    /** @throws HistoryException DAMAGED when it is not what was written, or means nothing to this version */
    static Undo read(TargetName target, String step, String stored) {
        int line = stored.indexOf('\n');
        if (line < 0) {
            return UndoJson.read(stored);
        }
        String json = stored.substring(0, line);
        if (!digest(target, step, json).equals(stored.substring(line + 1))) {
            throw new HistoryException(Kind.DAMAGED,
                    "the journal of " + target + " holds a step that was changed on the"
                            + " disk ('" + step + "'); put a copy of the history's file back");
        }
        return UndoJson.read(json);
    }

    private static String digest(TargetName target, String step, String json) {
        return Digest.of(target.value() + "\n" + step + "\n" + json).hex();
    }
}
