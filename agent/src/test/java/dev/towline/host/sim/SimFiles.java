package dev.towline.host.sim;

import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The agent's hands on the simulated disk; what the real ones refuse is refused here too. */
final class SimFiles implements HostFiles {
    private final SimDisk disk;
    private long free = 100L << 30;
    private final Stage stage;
    private final SimAccounts accounts;

    SimFiles(SimDisk disk, Stage stage, SimAccounts accounts) {
        this.disk = disk;
        this.stage = stage;
        this.accounts = accounts;
    }

    @Override
    public Optional<FileStat> stat(String path) {
        SimNode node = disk.find(path);
        return node == null ? Optional.empty() : Optional.of(node.stat());
    }

    @Override
    public byte[] read(String path) {
        stage.look("files", "read", path);
        return file(path).bytes.clone();
    }

    @Override
    public InputStream open(String path) {
        return new ByteArrayInputStream(read(path));
    }

    @Override
    public Digest digest(String path) {
        stage.look("files", "digest", path);
        return file(path).digest();
    }

    private SimNode file(String path) {
        SimNode node = disk.find(path);
        if (node == null || node.kind != FileStat.Kind.FILE) {
            throw conflict("cannot read " + path + ": there is no regular file");
        }
        return node;
    }

    @Override
    public void write(String path, byte[] content, Ownership ownership) {
        check(path);
        byte[] bytes = content.clone();
        stage.effect("files", "write", path, () -> {
            accounts.requireKnown(ownership);
            refuseFolder(path);
            disk.touch("write", path);
            disk.place(path, SimNode.file(bytes, ownership));
        });
    }

    @Override
    public void write(String path, InputStream content, Ownership ownership) {
        place(path, content, ownership);
    }

    @Override
    public void place(String path, InputStream content, Ownership ownership) {
        try {
            write(path, content.readAllBytes(), ownership);
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void sync(String folder) {
        stage.effect("files", "sync", folder, () -> {});
    }

    @Override
    public void makeDirectory(String path, Ownership ownership) {
        check(path);
        stage.effect("files", "makeDirectory", path, () -> {
            accounts.requireKnown(ownership);
            SimNode there = disk.find(path);
            if (there == null) {
                disk.place(path, SimNode.directory(ownership));
            } else if (!there.isDirectory()) {
                throw conflict("cannot make folder " + path + ": something else is there");
            } else if (!there.ownership.equals(ownership)) {
                disk.touch("makeDirectory", path);
                there.ownership = ownership;
            }
        });
    }

    @Override
    public void link(String path, String target) {
        check(path);
        stage.effect("files", "link", path, () -> {
            refuseFolder(path);
            disk.touch("link", path);
            disk.place(path, SimNode.link(target));
        });
    }

    @Override
    public void setOwnership(String path, Ownership ownership) {
        check(path);
        stage.effect("files", "setOwnership", path, () -> {
            accounts.requireKnown(ownership);
            SimNode node = disk.find(path);
            if (node == null || (node.kind != FileStat.Kind.FILE && !node.isDirectory())) {
                throw conflict("cannot set owner and mode of " + path + ": it is neither a file nor a folder");
            }
            disk.touch("setOwnership", path);
            node.ownership = ownership;
        });
    }

    @Override
    public void rename(String from, String to) {
        check(from);
        check(to);
        stage.effect("files", "rename", from + " -> " + to, () -> {
            SimNode source = disk.find(from);
            SimNode goal = disk.find(to);
            if (source == null) {
                throw conflict("cannot rename " + from + ": it is not there");
            }
            if (goal != null
                    && (goal.isDirectory() != source.isDirectory() || !goal.children.isEmpty())) {
                throw conflict("cannot rename " + from + " to " + to + ": a folder is in the way");
            }
            disk.touch("rename", from);
            disk.touch("rename", to);
            disk.move(from, to);
        });
    }

    @Override
    public void delete(String path) {
        check(path);
        if (disk.find(path) == null) {
            return;
        }
        stage.effect("files", "delete", path, () -> {
            SimNode node = disk.find(path);
            if (node != null && !node.children.isEmpty()) {
                throw conflict("cannot delete " + path + ": the folder is not empty");
            }
            disk.touch("delete", path);
            disk.remove(path);
        });
    }

    /** Two effects, because a kill in the middle leaves half a tree. */
    @Override
    public void deleteTree(String path) {
        check(path);
        SimNode node = disk.find(path);
        if (node == null) {
            return;
        }
        stage.effect("files", "deleteTree-half", path, () -> {
            disk.touch("deleteTree", path);
            List<String> children = List.copyOf(node.children);
            children.subList(0, (children.size() + 1) / 2).forEach(child -> disk.remove(SimDisk.below(path, child)));
        });
        stage.effect("files", "deleteTree", path, () -> disk.remove(path));
    }

    @Override
    public List<String> list(String path) {
        SimNode node = disk.find(path);
        return node == null ? List.of() : List.copyOf(node.children);
    }

    @Override
    public Optional<String> resolve(String path) {
        return disk.resolve(path);
    }

    @Override
    public Space space(String path) {
        stage.look("files", "space", path);
        return new Space(free, 10_000_000);
    }

    @Override
    public Usage usage(String path) {
        SimNode node = disk.find(path);
        if (node == null) {
            return Usage.NOTHING;
        }
        Usage usage = new Usage(node.stat().size(), 1, false);
        for (String child : node.children) {
            usage = usage.plus(usage(SimDisk.below(path, child)));
        }
        return usage;
    }

    /** So many bytes are free from now on, wherever one asks. */
    public void free(long bytes) {
        free = bytes;
    }

    private void refuseFolder(String path) {
        SimNode there = disk.find(path);
        if (there != null && there.isDirectory()) {
            throw conflict("cannot write " + path + ": a folder is there");
        }
    }

    private static void check(String path) {
        if (!path.startsWith("/") || path.contains("/../") || path.endsWith("/..") || path.length() == 1) {
            throw conflict("'" + path + "': a host's path is absolute and has no '..'");
        }
    }

    private static HostException conflict(String message) {
        return new HostException(Kind.CONFLICT, message);
    }
}
