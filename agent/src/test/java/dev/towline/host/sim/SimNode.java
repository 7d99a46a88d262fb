package dev.towline.host.sim;

import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.Ownership;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What stands at one path of the simulated disk. */
final class SimNode {
    final FileStat.Kind kind;
    final byte[] bytes;
    final @Nullable String target;
    final TreeSet<String> children = new TreeSet<>();
    Ownership ownership;
    private @Nullable Digest digest;

    private SimNode(FileStat.Kind kind, byte[] bytes, @Nullable String target, Ownership ownership) {
        this.kind = kind;
        this.bytes = bytes;
        this.target = target;
        this.ownership = ownership;
    }

    static SimNode file(byte[] bytes, Ownership ownership) {
        return new SimNode(FileStat.Kind.FILE, bytes, null, ownership);
    }

    static SimNode directory(Ownership ownership) {
        return new SimNode(FileStat.Kind.DIRECTORY, new byte[0], null, ownership);
    }

    static SimNode link(String target) {
        return new SimNode(FileStat.Kind.LINK, new byte[0], target, Ownership.root(0777));
    }

    static SimNode socket(Ownership ownership) {
        return new SimNode(FileStat.Kind.OTHER, new byte[0], null, ownership);
    }

    boolean isDirectory() {
        return kind == FileStat.Kind.DIRECTORY;
    }

    Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = Digest.of(bytes);
            digest = known;
        }
        return known;
    }

    FileStat stat() {
        return new FileStat(kind, bytes.length, ownership, target);
    }
}
