package dev.towline.restore;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One verified dump. All that is known of it stands in its name: {@code <time>-<release>-<database>.dump}, or {@code .sqlite3}.
 *
 * @param database of the host's PostgreSQL, or the name of a SQLite file without its folders
 * @param release before which it was taken, or {@value #BEFORE_RESTORE}
 * @param taken in UTC, by the second
 * @param bytes its size
 * @param sealed whether the file with its SHA-256 is there
 */
public record RestorePoint(String path, Kind kind, String database, String release, Instant taken, long bytes,
        boolean sealed) {
    /** In the place of a release: what was there before a person put an older point back. */
    public static final String BEFORE_RESTORE = "before-restore";
    static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    // Release and label have one dash each, so that a database's own dashes are told apart from theirs.
    private static final Pattern NAME = Pattern
            .compile("([0-9]{8}-[0-9]{6})-([^-/]+-[^-/]+)-([^/]+)\\.(dump|sqlite3)");

    /** The kinds of databases. */
    public enum Kind {
        POSTGRES("dump"), SQLITE("sqlite3");

        final String ending;

        Kind(String ending) {
            this.ending = ending;
        }
    }

    static String name(Instant taken, String release, String database, Kind kind) {
        return STAMP.format(taken) + "-" + release + "-" + database + "." + kind.ending;
    }

    /** Empty for a file that is none of ours. */
    static Optional<RestorePoint> of(String folder, String name, long bytes, boolean sealed) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Kind kind = matcher.group(4).equals(Kind.POSTGRES.ending) ? Kind.POSTGRES : Kind.SQLITE;
        Instant taken = LocalDateTime.parse(matcher.group(1), STAMP).toInstant(ZoneOffset.UTC);
        return Optional.of(new RestorePoint(folder + "/" + name, kind, matcher.group(3), matcher.group(2), taken, bytes,
                sealed));
    }

    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
