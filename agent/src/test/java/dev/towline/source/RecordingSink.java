package dev.towline.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is given. */
public final class RecordingSink implements TreeSink {
    private final List<String> lines = new ArrayList<>();

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void directory(String path) {
        lines.add(path + "/");
    }

    @Override
    public void file(String path, boolean executable, InputStream content) throws IOException {
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        lines.add(path + (executable ? "*" : "") + " = " + text);
    }

    @Override
    public void symlink(String path, String target) {
        lines.add(path + " -> " + target);
    }
}
