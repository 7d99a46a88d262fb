package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups of {@code /etc/passwd} and {@code /etc/group}, read again when either file changed. Looking at their
 * times costs two stats, so that is done once a second at most, and at once for a name that is missing.
 */
public final class NameTable {
    /** A line of passwd. */
    public record User(String name, int uid, int gid, String home, String shell) {}

    /** A line of group. */
    public record Group(String name, int gid, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

    private record Table(List<Object> stamp, long lookedAt, Map<String, User> users, Map<Integer, String> userNames,
            Map<String, Group> groups, Map<Integer, String> groupNames) {
        Table lookedAt(long now) {
            return new Table(stamp, now, users, userNames, groups, groupNames);
        }
    }

    private final Path passwd;
    private final Path group;
    private volatile @Nullable Table table;

    public NameTable() {
        this(Path.of("/etc/passwd"), Path.of("/etc/group"));
    }

    public NameTable(Path passwd, Path group) {
        this.passwd = passwd;
        this.group = group;
    }

    /** Looks at the files' times at the next question. */
    public void refresh() {
        Table known = table;
        if (known != null) {
            table = known.lookedAt(System.nanoTime() - LOOK_EVERY);
        }
    }

    public Optional<User> user(String name) {
        User user = table().users.get(name);
        if (user == null) {
            // A package may have made it within the last second.
            refresh();
            user = table().users.get(name);
        }
        return Optional.ofNullable(user);
    }

    public Optional<Group> group(String name) {
        Group found = table().groups.get(name);
        if (found == null) {
            refresh();
            found = table().groups.get(name);
        }
        return Optional.ofNullable(found);
    }

    /** The name, or the number where it has none. */
    public String userName(int uid) {
        String name = table().userNames.get(uid);
        return name != null ? name : Integer.toUnsignedString(uid);
    }

    /** The name, or the number where it has none. */
    public String groupName(int gid) {
        String name = table().groupNames.get(gid);
        return name != null ? name : Integer.toUnsignedString(gid);
    }

    /** Groups that list the user as a member, its own not included. */
    public List<String> groupsOf(String user) {
        return table().groups.values().stream().filter(g -> g.members.contains(user)).map(Group::name).sorted()
                .toList();
    }

    private Table table() {
        Table known = table;
        long now = System.nanoTime();
        if (known != null && now - known.lookedAt < LOOK_EVERY) {
            return known;
        }
        try {
            List<Object> stamp = stamp();
            Table fresh = known != null && known.stamp.equals(stamp) ? known.lookedAt(now) : read(stamp, now);
            table = fresh;
            return fresh;
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read users and groups: " + e, e);
        }
    }

    private List<Object> stamp() throws IOException {
        List<Object> stamp = new ArrayList<>();
        for (Path file : List.of(passwd, group)) {
            stamp.add(RawStat.at(file));
        }
        return stamp;
    }

    private Table read(List<Object> stamp, long now) throws IOException {
        Map<String, User> users = new HashMap<>();
        Map<Integer, String> userNames = new HashMap<>();
        for (String[] f : rows(passwd, 7)) {
            User user = new User(f[0], Integer.parseUnsignedInt(f[2]), Integer.parseUnsignedInt(f[3]), f[5], f[6]);
            users.putIfAbsent(user.name, user);
            userNames.putIfAbsent(user.uid, user.name);
        }
        Map<String, Group> groups = new HashMap<>();
        Map<Integer, String> groupNames = new HashMap<>();
        for (String[] f : rows(group, 4)) {
            Group g = new Group(f[0], Integer.parseUnsignedInt(f[2]),
                    f[3].isEmpty() ? List.of() : List.of(f[3].split(",", -1)));
            groups.putIfAbsent(g.name, g);
            groupNames.putIfAbsent(g.gid, g.name);
        }
        return new Table(stamp, now, users, userNames, groups, groupNames);
    }

    private static List<String[]> rows(Path file, int fields) throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream().map(line -> line.split(":", -1))
                    .filter(f -> f.length == fields && f[2].matches("[0-9]{1,10}")
                            && Long.parseLong(f[2]) <= 0xFFFF_FFFFL)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
