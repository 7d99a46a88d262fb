package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Sockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The kernel's table of unix sockets. A connection carries its listener's path from connect() on, so those that wait to be
 * accepted and those that were are all rows with that path; only the listener itself has the listening flag. One file is read
 * and no process started. Sockets that were bound by a relative path or in another network namespace are not seen.
 */
public final class UnixSocketTable implements Sockets {
    private static final long LISTENS = 0x10000;
    /** State of a connection that nobody accepted yet; it also has inode 0. */
    private static final String WAITING = "02";
    private static final String ACCEPTED = "03";

    private final Path table;

    public UnixSocketTable() {
        this(Path.of("/proc/net/unix"));
    }

    UnixSocketTable(Path table) {
        this.table = table;
    }

    @Override
    public int connections(String path) {
        Set<String> names = names(path);
        return rows(row -> isConnection(row, names));
    }

    @Override
    public boolean listens(String path) {
        Set<String> names = names(path);
        return rows(row -> isListener(row, names)) > 0;
    }

    private int rows(Predicate<String> wanted) {
        try (BufferedReader rows = new BufferedReader(
                new InputStreamReader(Files.newInputStream(table), StandardCharsets.UTF_8))) {
            return (int) rows.lines().skip(1).filter(wanted).count();
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + table + ": " + e, e);
        }
    }

    /** The path as it was given to bind() may go through links, for instance {@code /var/run}. */
    private static Set<String> names(String path) {
        Set<String> names = new HashSet<>(Set.of(path));
        Path at = Path.of(path);
        Path parent = at.getParent();
        try {
            names.add(at.toRealPath().toString());
        } catch (IOException e) {
            // The listener unlinks its socket while its last requests run; its folder still tells the real path.
            if (parent != null && Files.isDirectory(parent)) {
                addBelowRealParent(names, parent, at);
            }
        }
        return names;
    }

    private static void addBelowRealParent(Set<String> names, Path parent, Path at) {
        try {
            names.add(parent.toRealPath().resolve(at.getFileName()).toString());
        } catch (IOException e) {
            return;
        }
    }

    private static boolean isListener(String row, Set<String> names) {
        String[] fields = fields(row);
        return fields.length == 8 && names.contains(fields[7]) && (Long.parseLong(fields[3], 16) & LISTENS) != 0;
    }

    /** {@code Num RefCount Protocol Flags Type St Inode Path}, the path being all that follows. */
    private static String[] fields(String row) {
        return row.trim().split(" +", 8);
    }

    private static boolean isConnection(String row, Set<String> names) {
        String[] fields = fields(row);
        return fields.length == 8 && names.contains(fields[7]) && (Long.parseLong(fields[3], 16) & LISTENS) == 0
                && (fields[5].equals(WAITING) || fields[5].equals(ACCEPTED));
    }
}
