package dev.towline.release;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.render.RenderedRelease;

/**
 * Whether a build may begin: twice what the running release and its environment take must be free, in bytes and in inodes, and
 * never less than a floor.
 */
final class SpaceNeeded {
    private static final long LEAST_INODES = 10_000;
    private final HostFiles files;
    private final long leastBytes;

    /** @param leastBytes free bytes below which no build begins, however small the release */
    SpaceNeeded(Host host, long leastBytes) {
        this.files = host.files();
        this.leastBytes = leastBytes;
    }

    void require(RenderedRelease release) {
        HostFiles.Usage running = usage(release.current())
                .plus(usage(release.current() + "/" + RenderedRelease.ENVIRONMENT));
        long bytes = Math.max(leastBytes, 2 * running.bytes());
        long inodes = Math.max(LEAST_INODES, 2 * running.inodes());
        HostFiles.Space space = files.space(release.home());
        if (space.bytes() < bytes || (space.inodes() >= 0 && space.inodes() < inodes)) {
            throw new Refused(Fault.ENVIRONMENT, "only " + space.bytes() / 1_000_000 + " MB and " + space.inodes()
                    + " inodes are free at " + release.home() + "; a build wants " + bytes / 1_000_000 + " MB and "
                    + inodes + " inodes, twice what runs now: remove what is not needed there");
        }
    }

    private HostFiles.Usage usage(String link) {
        return files.resolve(link).map(files::usage).orElse(HostFiles.Usage.NOTHING);
    }
}
