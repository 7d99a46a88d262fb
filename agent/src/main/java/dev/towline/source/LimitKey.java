package dev.towline.source;

import java.time.Duration;

/** A key of {@code agent.yaml}, below {@code git}, that raises a limit of a fetch, and how far it goes. */
public enum LimitKey {
    /** One file of the history. Its bytes are streamed; what is stored as a difference is put together within {@link #MEMORY}. */
    FILE("maxFileMiB", Unit.MIB, LimitKey.MOST_FILE_MIB),
    /** A commit or tag; the agent reads these into its own heap. */
    COMMIT("maxCommitMiB", Unit.MIB, LimitKey.MOST_COMMIT_MIB),
    /** One tree object; likewise. */
    FOLDER("maxFolderMiB", Unit.MIB, LimitKey.MOST_FOLDER_MIB),
    /** What comes in one fetch. */
    FETCH("maxFetchMiB", Unit.MIB, LimitKey.MOST_FETCH_MIB),
    /** Objects of one fetch. */
    OBJECTS("maxObjects", Unit.ONE, LimitKey.MOST_OBJECTS),
    /** Files and folders of one commit. */
    FILES("maxFiles", Unit.ONE, LimitKey.MOST_FILES),
    /** All files of one commit. */
    TREE("maxTreeMiB", Unit.MIB, LimitKey.MOST_TREE_MIB),
    /** The heap of the process that fetches. */
    MEMORY("memoryMiB", Unit.MIB, LimitKey.MOST_MEMORY_MIB),
    /** Of one fetch. */
    TIMEOUT("timeout", Unit.SECONDS, LimitKey.MOST_TIMEOUT_SECONDS);

    // JGit holds no array above 2 GiB.
    public static final int MOST_FILE_MIB = 2_000;
    // A few of these at once in the agent's 96 MiB.
    public static final int MOST_COMMIT_MIB = 8;
    public static final int MOST_FOLDER_MIB = 8;
    public static final int MOST_FETCH_MIB = 16_384;
    public static final int MOST_OBJECTS = 10_000_000;
    // The agent keeps the names of one tree: about 150 bytes each.
    public static final int MOST_FILES = 250_000;
    public static final int MOST_TREE_MIB = 65_536;
    public static final int LEAST_MEMORY_MIB = 64;
    public static final int MOST_MEMORY_MIB = 4_096;
    public static final int MOST_TIMEOUT_SECONDS = 7_200;
    private static final long MIB = 1L << 20;

    private final String key;
    private final Unit unit;
    private final int most;

    LimitKey(String key, Unit unit, int most) {
        this.key = key;
        this.unit = unit;
        this.most = most;
    }

    private enum Unit {
        MIB, ONE, SECONDS
    }

    /** As it is written in agent.yaml, dotted. */
    public String key() {
        return "git." + key;
    }

    /** The way out for an amount in bytes, pieces or seconds: what to paste, or that no value is large enough. */
    public String raiseTo(long needed) {
        long value = unit == Unit.MIB ? Math.ceilDiv(needed, MIB) : needed;
        if (value > most) {
            return "the key " + key() + " of agent.yaml takes " + written(most) + " at most";
        }
        return "put 'git: { " + key + ": " + written(value) + " }' into agent.yaml and restart the agent";
    }

    /** As {@link #raiseTo}, where only the limit that was met is known: twice as much, or the most that there is. */
    public String raiseFrom(long met) {
        long mostAmount = unit == Unit.MIB ? most * MIB : most;
        return raiseTo(met < mostAmount ? Math.min(Math.max(met, 1) * 2, mostAmount) : met + 1);
    }

    /** As {@link #raiseFrom}, for a time. */
    public String raiseFrom(Duration met) {
        return raiseFrom(Math.ceilDiv(met.toMillis(), 1000L));
    }

    private String written(long value) {
        return unit == Unit.SECONDS ? value + "s" : Long.toString(value);
    }
}
