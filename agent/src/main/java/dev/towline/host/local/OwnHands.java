package dev.towline.host.local;

import dev.towline.host.Commands;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.host.linux.LinuxFiles;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.Owners;
import dev.towline.host.linux.ProcessCommands;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Clock;

/** What a person's command needs where there is no host to keep: files of the person's own, and programs. Owners stay as they come. */
public final class OwnHands {
    private OwnHands() {}

    public static Commands commands() {
        return ProcessCommands.asUser(new NameTable(), false);
    }

    public static HostFiles files() {
        return LinuxFiles.asUser(new AsTheyCome(), Clock.systemUTC());
    }

    private static final class AsTheyCome implements Owners {
        @Override
        public Ownership of(String path, int uid, int gid, int mode) {
            return new Ownership(Integer.toString(uid), Integer.toString(gid), mode & 07777);
        }

        @Override
        public void give(PosixFileAttributeView view, Ownership ownership) {
            // The file is already its maker's.
        }
    }
}
