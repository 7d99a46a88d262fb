package dev.towline.host.sim;

import dev.towline.host.Ownership;
import java.util.List;

/** systemd-tmpfiles, as far as folders and links go. */
final class SimTmpfiles {
    private static final List<String> FOLDERS = List.of("/etc/tmpfiles.d", "/usr/lib/tmpfiles.d");

    private SimTmpfiles() {}

    static void create(SimDisk disk) {
        for (String folder : FOLDERS) {
            SimNode node = disk.find(folder);
            if (node != null) {
                List.copyOf(node.children).forEach(name -> disk.text(SimDisk.below(folder, name))
                        .ifPresent(text -> text.lines().forEach(line -> apply(disk, line))));
            }
        }
    }

    private static void apply(SimDisk disk, String line) {
        String[] f = line.strip().split("\\s+");
        if (f.length >= 5 && f[0].toLowerCase(java.util.Locale.ROOT).startsWith("d") && !disk.exists(f[1])) {
            disk.makeDirectories(SimDisk.parent(f[1]));
            disk.place(f[1], SimNode.directory(new Ownership(f[3], f[4], Integer.parseInt(f[2], 8))));
        } else if (f.length >= 7 && f[0].startsWith("L") && !disk.exists(f[1])) {
            disk.putLink(f[1], f[6]);
        }
    }
}
