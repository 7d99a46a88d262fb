package dev.towline.host.linux;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Ownership;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Map;
import java.util.TreeMap;

/**
 * Owners for a host without root: every file is the user's who runs the agent, and the owner and group that were asked for are
 * remembered in a file, so that a host that is as wanted also looks so. Only modes are real. A claim that got lost with a crash
 * shows as drift and is made again.
 */
public final class ClaimedOwners implements Owners {
    private record Claim(String owner, String group) {}

    private final Path store;
    private final Ownership own;
    private final TreeMap<String, Claim> claims = new TreeMap<>();

    /** The store is a file of the agent's state; user and group are this process's own. */
    public ClaimedOwners(Path store, String user, String group) {
        this.store = store;
        this.own = new Ownership(user, group, 0);
        load();
    }

    @Override
    public synchronized Ownership of(String path, int uid, int gid, int mode) {
        Claim claim = claims.get(path);
        return claim == null
                ? new Ownership(own.owner(), own.group(), mode & 07777)
                : new Ownership(claim.owner, claim.group, mode & 07777);
    }

    @Override
    public void give(PosixFileAttributeView view, Ownership ownership) {
        // Nothing can be given away without root.
    }

    @Override
    public synchronized void settled(Path path, Ownership ownership) {
        Claim claim = new Claim(ownership.owner(), ownership.group());
        if (!claim.equals(claims.put(path.toString(), claim))) {
            append("+\t" + path + "\t" + claim.owner + "\t" + claim.group + "\n");
        }
    }

    @Override
    public synchronized void moved(Path from, Path to) {
        Map<String, Claim> moving = new TreeMap<>(below(from));
        gone(to);
        gone(from);
        moving.forEach((path, claim) -> settled(Path.of(to + path.substring(from.toString().length())),
                new Ownership(claim.owner, claim.group, 0)));
    }

    @Override
    public synchronized void gone(Path path) {
        if (claims.keySet().removeAll(below(path).keySet())) {
            append("-\t" + path + "\n");
        }
    }

    private Map<String, Claim> below(Path path) {
        TreeMap<String, Claim> found = new TreeMap<>(claims.subMap(path + "/", path + "0"));
        Claim itself = claims.get(path.toString());
        if (itself != null) {
            found.put(path.toString(), itself);
        }
        return found;
    }

    private void load() {
        if (!Files.exists(store)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(store, StandardCharsets.UTF_8)) {
                String[] f = line.split("\t", -1);
                if (f.length == 4 && f[0].equals("+")) {
                    claims.put(f[1], new Claim(f[2], f[3]));
                } else if (f.length == 2 && f[0].equals("-")) {
                    claims.keySet().removeAll(below(Path.of(f[1])).keySet());
                }
            }
            // Compacted once a start: beside and renamed, as all state.
            StringBuilder text = new StringBuilder();
            claims.forEach((path, c) -> text.append("+\t").append(path).append('\t').append(c.owner).append('\t')
                    .append(c.group).append('\n'));
            Path beside = store.resolveSibling(store.getFileName() + ".new");
            Files.writeString(beside, text);
            Files.move(beside, store, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + store + ": " + e, e);
        }
    }

    private void append(String line) {
        try {
            Files.writeString(store, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DiskErrors.of("write", store, e);
        }
    }
}
