package guestbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Static files under names that hold a hash of their content, so that two releases' files live side by side. */
final class Assets {
    private static final String LIST = "files.txt";

    private final Map<String, String> paths;

    private Assets(Map<String, String> paths) {
        this.paths = paths;
    }

    static void hash(Path from, Path to) throws IOException, NoSuchAlgorithmException {
        Files.createDirectories(to);
        StringBuilder list = new StringBuilder();
        List<Path> files;
        try (Stream<Path> found = Files.list(from)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            String hashed = name.substring(0, dot) + "." + hash + name.substring(dot);
            Files.write(to.resolve(hashed), bytes);
            list.append(name).append(' ').append(hashed).append('\n');
        }
        Files.writeString(to.resolve(LIST), list);
    }

    static Assets read(Path publicFolder) throws IOException {
        Map<String, String> paths = new TreeMap<>();
        for (String line : Files.readAllLines(publicFolder.resolve("static").resolve(LIST))) {
            String[] words = line.split(" ");
            paths.put(words[0], "/static/" + words[1]);
        }
        return new Assets(paths);
    }

    String path(String name) {
        String path = paths.get(name);
        if (path == null) {
            throw new IllegalStateException("there is no static file " + name);
        }
        return path;
    }
}
