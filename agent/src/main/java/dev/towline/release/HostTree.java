package dev.towline.release;

import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.source.TreeSink;
import java.io.InputStream;

/** Lays the files of a snapshot out below a folder of the host, all of one owner, closed to others. */
final class HostTree implements TreeSink {
    private final HostFiles files;
    private final String folder;
    private final String user;

    HostTree(HostFiles files, String folder, String user) {
        this.files = files;
        this.folder = folder;
        this.user = user;
    }

    @Override
    public void directory(String path) {
        files.makeDirectory(folder + "/" + path, new Ownership(user, user, 0750));
    }

    @Override
    public void file(String path, boolean executable, InputStream content) {
        files.place(folder + "/" + path, content, new Ownership(user, user, executable ? 0750 : 0640));
    }

    @Override
    public void symlink(String path, String target) {
        files.link(folder + "/" + path, target);
    }
}
