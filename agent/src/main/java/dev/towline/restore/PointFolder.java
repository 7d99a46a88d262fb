package dev.towline.restore;

import dev.towline.desired.TargetName;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The restore points as they lie on disk, one folder a site. The folder is root's: who dumps works in one of their own below it, so
 * that a site's user can neither list nor exchange what is kept.
 */
public final class PointFolder {
    /** How many of a database stay whether a release needs them or not. */
    static final int KEEP = 5;
    private static final String SEAL = ".sha256";
    private final HostFiles files;
    private final String folder;

    public PointFolder(Host host, String folder) {
        this.files = host.files();
        this.folder = folder;
    }

    String site(TargetName target) {
        return folder + "/" + target;
    }

    /** Where the user of a dump may write. */
    String work(TargetName target) {
        return site(target) + "/work";
    }

    /** The oldest first. */
    public List<RestorePoint> of(TargetName target) {
        String site = site(target);
        List<String> names = files.list(site);
        return names.stream()
                .flatMap(name -> files.stat(site + "/" + name).filter(FileStat::isFile)
                        .flatMap(stat -> RestorePoint.of(site, name, stat.size(), names.contains(name + SEAL)))
                        .stream())
                .sorted(Comparator.comparing(RestorePoint::taken)).toList();
    }

    /** What is wrong with it, or empty: its bytes are those that were read back when it was taken. */
    public Optional<String> flaw(RestorePoint point) {
        if (!point.sealed()) {
            return Optional
                    .of("its checksum " + point.path() + SEAL + " is not there, so nobody knows whether it is whole");
        }
        String line = new String(files.read(point.path() + SEAL), StandardCharsets.UTF_8);
        String hex = files.digest(point.path()).hex();
        return line.startsWith(hex + " ")
                ? Optional.empty()
                : Optional.of("its SHA-256 is " + hex + ", and " + point.path() + SEAL + " says " + line.strip()
                        + ": it is not what was saved");
    }

    /** Whole folders for one dump; what an earlier one left goes. */
    void prepare(TargetName target, String user) {
        for (int slash = folder.indexOf('/', 1); slash > 0; slash = folder.indexOf('/', slash + 1)) {
            make(folder.substring(0, slash), 0755);
        }
        make(folder, 0711);
        files.makeDirectory(site(target), Ownership.root(0711));
        files.deleteTree(work(target));
        files.makeDirectory(work(target), new Ownership(user, "root", 0700));
        files.list(site(target)).stream().filter(name -> name.endsWith(".part"))
                .forEach(cut -> files.delete(site(target) + "/" + cut));
    }

    private void make(String path, int mode) {
        if (files.stat(path).isEmpty()) {
            files.makeDirectory(path, Ownership.root(mode));
        }
    }

    /** Gives a dump that was read back its checksum, and only then its name. */
    RestorePoint seal(TargetName target, String part, String name) {
        String path = site(target) + "/" + name;
        String line = files.digest(part).hex() + "  " + name + "\n";
        files.sync(site(target));
        files.write(path + SEAL, line.getBytes(StandardCharsets.UTF_8), Ownership.root(0600));
        files.rename(part, path);
        return RestorePoint.of(site(target), name, files.stat(path).orElseThrow().size(), true).orElseThrow();
    }

    /**
     * The newest {@value #KEEP} of the point's database stay, those that a kept release needs, and the point itself, whatever the
     * clock said when the others were taken.
     *
     * @param releases that are on the host
     */
    void prune(TargetName target, RestorePoint newest, Collection<String> releases) {
        List<RestorePoint> others = of(target).stream()
                .filter(p -> p.kind() == newest.kind() && p.database().equals(newest.database()))
                .filter(p -> !p.path().equals(newest.path())).toList();
        others.stream().limit(Math.max(0, others.size() - KEEP + 1)).filter(p -> !releases.contains(p.release()))
                .forEach(old -> {
                    files.delete(old.path());
                    files.delete(old.path() + SEAL);
                });
    }
}
