package dev.towline.render;

import dev.towline.desired.AppSpec;
import dev.towline.source.Printable;
import dev.towline.source.Snapshot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Folders whose files a site usually gives to its visitors as they are. What Git itself does not hold (files of Git LFS,
 * submodules) would be served there as a text of three lines, or not at all, and no health check would see it.
 */
final class ServedFolders {
    private static final Set<String> NAMES = Set.of("static", "staticfiles", "public", "media", "assets", "www",
            "htdocs");
    private static final int SHOWN = 3;

    private ServedFolders() {}

    /** What to say of an app that would serve what is not there; empty for one that would not. */
    static Optional<Refusal> refusal(AppSpec app, Snapshot snapshot) {
        TreeMap<String, String> lacking = new TreeMap<>();
        snapshot.lfsPointers().forEach(path -> lacking.put(path, "a pointer of Git LFS"));
        snapshot.skippedSubmodules().forEach(path -> lacking.put(path, "a submodule"));
        lacking.keySet().removeIf(path -> served(path).isEmpty() || allowed(app, path));
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        Set<String> folders = lacking.keySet().stream().map(path -> served(path).orElseThrow())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String shown = lacking.entrySet().stream().limit(SHOWN)
                .map(e -> "'" + Printable.of(e.getKey()) + "' is " + e.getValue()).collect(Collectors.joining(", "));
        return Optional.of(new Refusal(
                "the site would serve what Git does not hold: " + shown
                        + (lacking.size() > SHOWN ? " and " + (lacking.size() - SHOWN) + " more" : ""),
                "commit the files themselves (git lfs migrate export, or a plain folder for the submodule), or accept it"
                        + " with mayLack: ["
                        + folders.stream().map(ServedFolders::quoted).collect(Collectors.joining(", "))
                        + "] below app"));
    }

    /** What is wrong, and what to do. */
    record Refusal(String message, String remedy) {}

    private static boolean allowed(AppSpec app, String path) {
        return app.mayLack().stream()
                .anyMatch(may -> path.equals(may.value()) || path.startsWith(may.value() + "/"));
    }

    /** The path down to the first folder that is served; a submodule may be that folder itself. */
    private static Optional<String> served(String path) {
        List<String> names = List.of(path.split("/"));
        for (int i = 0; i < names.size(); i++) {
            if (NAMES.contains(names.get(i))) {
                return Optional.of(String.join("/", names.subList(0, i + 1)));
            }
        }
        return Optional.empty();
    }

    private static String quoted(String folder) {
        return folder.matches("[A-Za-z][A-Za-z0-9_/.-]*") ? folder : "'" + folder.replace("'", "''") + "'";
    }
}
