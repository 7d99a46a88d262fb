package dev.towline.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The symbolic links of one tree, followed as the kernel would: a link inside a link's path counts. A purely textual
 * check would let {@code d -> .} and {@code sub/e -> ../d/../x} climb out.
 */
public final class TreeLinks {
    private static final int MOST_HOPS = 40;
    private static final int LONGEST_TARGET = 4000;

    private final Map<String, String> targets;

    /** @param targets the links' paths and what they hold */
    public TreeLinks(Map<String, String> targets) {
        this.targets = Map.copyOf(targets);
    }

    /** Where the path leads once every link is followed, or nothing if it leaves the tree or runs in a circle. */
    public Optional<String> resolve(String path) {
        if (targets.isEmpty()) {
            return Optional.of(path);
        }
        Deque<String> ahead = new ArrayDeque<>(List.of(path.split("/", -1)));
        List<String> here = new ArrayList<>();
        int hops = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.equals("..")) {
                if (here.isEmpty()) {
                    return Optional.empty();
                }
                here.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                here.add(name);
                String target = targets.get(String.join("/", here));
                if (target != null) {
                    if (++hops > MOST_HOPS || problemOf(target).isPresent()) {
                        return Optional.empty();
                    }
                    here.removeLast();
                    Arrays.asList(target.split("/", -1)).reversed().forEach(ahead::push);
                }
            }
        }
        return Optional.of(String.join("/", here));
    }

    /** @throws SourceException of kind UNSAFE for the first link that is absolute, climbs out or runs in a circle */
    public void requireInside(Revision revision) {
        targets.forEach((path, target) -> {
            Optional<String> problem = problemOf(target);
            if (problem.isPresent() || resolve(path).isEmpty()) {
                throw new SourceException(FailureKind.UNSAFE, "Commit " + revision + " holds the symbolic link '"
                        + Printable.of(path) + "' -> '" + Printable.of(target) + "', which must not be written: "
                        + problem.orElse("it leaves the folder or runs in a circle")
                        + ". Make it point to a file beside it, or replace it by a copy.");
            }
        });
    }

    private static Optional<String> problemOf(String target) {
        if (target.startsWith("/")) {
            return Optional.of("it is absolute");
        }
        boolean bad = target.isEmpty() || target.length() > LONGEST_TARGET || target.indexOf('\0') >= 0;
        return bad ? Optional.of("its target is empty, too long or holds a NUL") : Optional.empty();
    }
}
