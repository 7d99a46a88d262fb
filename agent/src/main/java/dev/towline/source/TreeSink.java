package dev.towline.source;

import java.io.IOException;
import java.io.InputStream;

/** Takes the files of a snapshot, one by one. */
public interface TreeSink {
    void directory(String path) throws IOException;

    /** @param content to be read before this returns; closed by the caller */
    void file(String path, boolean executable, InputStream content) throws IOException;

    void symlink(String path, String target) throws IOException;
}
