package dev.towline.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one commit; each change makes another. */
record Tree(Map<String, byte[]> files) {
    Tree {
        files = Map.copyOf(files);
    }

    static Tree of(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the distribution lacks " + folder + "; build it anew", e);
        }
        return new Tree(files);
    }

    /** With the other's files over these. */
    Tree with(Tree over) {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.putAll(over.files);
        return new Tree(all);
    }

    /** With a text in the place of another, which must be there. */
    Tree edit(String file, String text, String instead) {
        byte[] bytes = files.get(file);
        String content = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        if (!content.contains(text)) {
            throw new StoryBroken("the demo wanted to change '" + text + "' in " + file + ", and it is not there");
        }
        return with(new Tree(Map.of(file, content.replace(text, instead).getBytes(StandardCharsets.UTF_8))));
    }
}
