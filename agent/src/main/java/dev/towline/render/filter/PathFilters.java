package dev.towline.render.filter;

import dev.towline.render.value.Limits;
import dev.towline.render.value.Work;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Tuple;
import dev.towline.render.value.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Python's {@code posixpath}, as far as it does not look at the disk. */
final class PathFilters {
    /** Four times what Linux takes. */
    private static final int LONGEST = 16 * 1024;

    private PathFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("basename", Filter.plain(v -> base(path(v))));
        all.put("dirname", Filter.plain(v -> directory(path(v))));
        all.put("splitext", Filter.plain(v -> extension(path(v))));
        all.put("normpath", Filter.plain(v -> normal(path(v))));
        all.put("path_join", Filter.plain(v -> v instanceof String ? v : join(Sequences.items(v))));
        all.put("commonpath", Filter.plain(v -> common(Sequences.items(v))));
        all.put("relpath", Filter.of((v, a) -> relative(path(v), a.text("start", "")), "start"));
        return all;
    }

    private static String path(Object value) {
        String path = Types.text(value);
        if (path.length() > LONGEST) {
            throw PyError.limit("a path of more than " + LONGEST + " characters");
        }
        Work.spend(4L * path.length());
        return path;
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String directory(String path) {
        String head = path.substring(0, path.lastIndexOf('/') + 1);
        String bare = head.replaceAll("/+$", "");
        return bare.isEmpty() ? head : bare;
    }

    private static Tuple extension(String path) {
        int slash = path.lastIndexOf('/');
        int dot = path.lastIndexOf('.');
        int first = slash + 1;
        while (first < path.length() && path.charAt(first) == '.') {
            first++;
        }
        return dot > first ? Tuple.of(path.substring(0, dot), path.substring(dot)) : Tuple.of(path, "");
    }

    private static String join(List<Object> parts) {
        if (parts.isEmpty()) {
            throw new PyError("path_join of nothing");
        }
        StringBuilder path = new StringBuilder(path(parts.getFirst()));
        for (Object each : parts.subList(1, parts.size())) {
            String part = path(each);
            if (part.startsWith("/")) {
                path.setLength(0);
            } else if (!path.isEmpty() && path.charAt(path.length() - 1) != '/') {
                path.append('/');
            }
            Limits.text((long) path.length() + part.length());
            path.append(part);
        }
        return path.toString();
    }

    private static String normal(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        String root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..") || root.isEmpty() && parts.isEmpty()
                    || !parts.isEmpty() && parts.getLast().equals("..")) {
                parts.add(part);
            } else if (!parts.isEmpty()) {
                parts.removeLast();
            }
        }
        String normal = root + String.join("/", parts);
        return normal.isEmpty() ? "." : normal;
    }

    private static String relative(String path, String start) {
        if (!path.startsWith("/") || !start.startsWith("/")) {
            throw new PyError("relpath of what is not absolute depends on the working directory",
                    "give two absolute paths");
        }
        List<String> to = parts(normal(path));
        List<String> from = parts(normal(start));
        int same = 0;
        while (same < Math.min(to.size(), from.size()) && to.get(same).equals(from.get(same))) {
            same++;
        }
        List<String> steps = new ArrayList<>();
        for (int i = same; i < from.size(); i++) {
            steps.add("..");
        }
        steps.addAll(to.subList(same, to.size()));
        return steps.isEmpty() ? "." : String.join("/", steps);
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty() && !part.equals(".")).toList();
    }

    private static String common(List<Object> paths) {
        if (paths.isEmpty()) {
            throw new PyError("commonpath of nothing");
        }
        boolean absolute = path(paths.getFirst()).startsWith("/");
        List<String> common = parts(path(paths.getFirst()));
        for (Object each : paths) {
            List<String> other = parts(path(each));
            if (path(each).startsWith("/") != absolute) {
                throw new PyError("commonpath of absolute and relative paths");
            }
            int same = 0;
            while (same < Math.min(common.size(), other.size()) && common.get(same).equals(other.get(same))) {
                same++;
            }
            common = common.subList(0, same);
        }
        return (absolute ? "/" : "") + String.join("/", common);
    }
}
