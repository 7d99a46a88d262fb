package dev.towline.render;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of tmpfiles.d with a line for each folder, so that it is there at every boot; anything else that tmpfiles can do is done by root. */
final class FolderLines {
    private static final Pattern LINE = Pattern.compile("#.*|d (\\S+) 0?[0-7]?[0-7]{3} (\\S+) (\\S+)( -)?");

    private FolderLines() {}

    /** Whether a folder may be there. */
    @FunctionalInterface
    interface Allowed {
        boolean folder(String path, String owner, String group);
    }

    /** The first line that is no comment and makes no allowed folder. */
    static Optional<String> misfit(String text, Allowed allowed) {
        return text.lines().filter(line -> !line.isBlank()).filter(line -> {
            Matcher fields = LINE.matcher(line.strip());
            return !fields.matches() || fields.group(1) != null
                    && !allowed.folder(fields.group(1), fields.group(2), fields.group(3));
        }).findFirst();
    }
}
