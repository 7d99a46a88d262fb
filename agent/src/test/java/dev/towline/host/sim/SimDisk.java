package dev.towline.host.sim;

import dev.towline.host.FileStat;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.Ownership;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The disk itself: what a test prepares and looks at, and what programs of the world change. No hook is asked here; the agent
 * comes in through {@link SimFiles}.
 */
public final class SimDisk {
    private static final int MOST_LINKS = 40;

    private final Map<String, SimNode> nodes = new HashMap<>();
    private final Set<String> links = new HashSet<>();
    private final Set<String> foreign = new HashSet<>();
    private final List<String> foreignTouched = new ArrayList<>();

    SimDisk() {
        nodes.put("/", SimNode.directory(Ownership.root(0755)));
    }

    /** Writes a root-owned file, making its folders. */
    public void put(String path, String text) {
        put(path, text.getBytes(StandardCharsets.UTF_8), Ownership.root(0644));
    }

    public void put(String path, byte[] bytes, Ownership ownership) {
        makeDirectories(parent(path));
        place(path, SimNode.file(bytes.clone(), ownership));
    }

    public void makeDirectories(String path) {
        if (find(path) == null) {
            makeDirectories(parent(path));
            place(path, SimNode.directory(Ownership.root(0755)));
        }
    }

    public void putLink(String path, String target) {
        makeDirectories(parent(path));
        place(path, SimNode.link(target));
    }

    /** A person removes what is there, if anything is. */
    public void removeByHand(String path) {
        remove(path);
    }

    public boolean exists(String path) {
        return find(path) != null;
    }

    public Optional<String> text(String path) {
        SimNode node = find(path);
        return node == null || node.kind != FileStat.Kind.FILE
                ? Optional.empty()
                : Optional.of(new String(node.bytes, StandardCharsets.UTF_8));
    }

    /** Everything at and below a path, each with kind, ownership and digest: two equal maps are two equal trees. */
    public Map<String, String> tree(String path) {
        Map<String, String> tree = new TreeMap<>();
        describe(canonical(path), tree);
        return tree;
    }

    private void describe(String path, Map<String, String> into) {
        SimNode node = nodes.get(path);
        if (node == null) {
            return;
        }
        String what = node.kind + " " + node.ownership;
        into.put(path, node.target != null
                ? what + " -> " + node.target
                : node.kind == FileStat.Kind.FILE ? what + " " + node.digest() : what);
        node.children.forEach(child -> describe(below(path, child), into));
    }

    /** From now on every change of what exists is noted, but for these paths. */
    public void seal(Set<String> ours) {
        foreign.clear();
        foreign.addAll(nodes.keySet());
        foreign.removeAll(ours);
    }

    /** Changes that the agent made to what was there when the disk was sealed. */
    public List<String> foreignTouched() {
        return List.copyOf(foreignTouched);
    }

    void touch(String verb, String path) {
        String at = canonical(path);
        if (foreign.contains(at)) {
            foreignTouched.add(verb + " " + at);
        }
        SimNode node = nodes.get(at);
        if (verb.equals("deleteTree") && node != null && !foreign.isEmpty()) {
            node.children.forEach(child -> touch(verb, below(at, child)));
        }
    }

    /** Where the path leads when the links on the way, but not one at its end, are followed. */
    String canonical(String path) {
        if (path.equals("/") || links.isEmpty()) {
            return path;
        }
        String parent = parent(path);
        String real = follow(parent, 0);
        return real.equals(parent) ? path : below(real, name(path));
    }

    private String follow(String path, int depth) {
        if (depth > MOST_LINKS) {
            throw new HostException(Kind.CONFLICT, path + ": too many links");
        }
        if (path.equals("/")) {
            return path;
        }
        String parent = parent(path);
        String realParent = follow(parent, depth);
        String at = realParent.equals(parent) ? path : below(realParent, name(path));
        SimNode node = nodes.get(at);
        if (node == null || node.target == null) {
            return at;
        }
        return follow(absolute(realParent, node.target), depth + 1);
    }

    private static String absolute(String folder, String target) {
        return java.nio.file.Path.of(folder).resolve(target).normalize().toString();
    }

    Optional<String> resolve(String path) {
        try {
            String end = follow(path, 0);
            return nodes.containsKey(end) ? Optional.of(end) : Optional.empty();
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    @Nullable
    SimNode find(String path) {
        return nodes.get(canonical(path));
    }

    void place(String path, SimNode node) {
        String at = canonical(path);
        SimNode parent = nodes.get(parent(at));
        if (parent == null || !parent.isDirectory()) {
            throw new HostException(Kind.CONFLICT, "cannot make " + path + ": its folder is not there");
        }
        SimNode before = nodes.put(at, node);
        if (before == null) {
            parent.children.add(name(at));
        }
        if (node.target != null) {
            links.add(at);
        } else {
            links.remove(at);
        }
    }

    void remove(String path) {
        String at = canonical(path);
        SimNode node = nodes.remove(at);
        if (node != null) {
            links.remove(at);
            List.copyOf(node.children).forEach(child -> remove(below(at, child)));
            SimNode parent = nodes.get(parent(at));
            if (parent != null) {
                parent.children.remove(name(at));
            }
        }
    }

    void move(String from, String to) {
        String source = canonical(from);
        String goal = canonical(to);
        SimNode node = nodes.get(source);
        if (node == null) {
            throw new HostException(Kind.CONFLICT, "cannot rename " + from + ": it is not there");
        }
        List<String> children = List.copyOf(node.children);
        node.children.clear();
        place(goal, node);
        for (String child : children) {
            move(below(source, child), below(goal, child));
        }
        nodes.remove(source);
        links.remove(source);
        SimNode parent = nodes.get(parent(source));
        if (parent != null) {
            parent.children.remove(name(source));
        }
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String below(String folder, String name) {
        return folder.equals("/") ? "/" + name : folder + "/" + name;
    }
}
