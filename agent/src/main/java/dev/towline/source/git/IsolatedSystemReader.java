package dev.towline.source.git;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.Instant;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit's view of the machine without the machine: no system or user Git configuration, no {@code GIT_*} variables. An
 * {@code insteadOf} or {@code sslVerify=false} in root's {@code ~/.gitconfig} must not decide what a host runs.
 */
final class IsolatedSystemReader extends SystemReader {
    private static final Object LOCK = new Object();

    private IsolatedSystemReader() {
        setPlatformChecker();
    }

    /** Makes it the process's reader; to be called before any use of JGit, as often as one likes. */
    static void install() {
        synchronized (LOCK) {
            if (!(SystemReader.getInstance() instanceof IsolatedSystemReader)) {
                SystemReader.setInstance(new IsolatedSystemReader());
            }
        }
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public @Nullable String getProperty(String key) {
        return System.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    @Deprecated
    public long getCurrentTime() {
        return TimeUnit.SECONDS.toMillis(now().getEpochSecond());
    }

    @Override
    @Deprecated
    public int getTimezone(long when) {
        return 0;
    }

    @Override
    public ZoneId getTimeZoneId() {
        return ZoneOffset.UTC;
    }

    @Override
    @Deprecated
    public TimeZone getTimeZone() {
        return TimeZone.getTimeZone(ZoneOffset.UTC);
    }

    /** An empty configuration that is never read from nor written to a disk. */
    private static final class NoConfig extends FileBasedConfig {
        NoConfig(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is nothing to load.
        }

        @Override
        public void save() {
            // JGit would keep measured file system properties here; they are measured anew.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
