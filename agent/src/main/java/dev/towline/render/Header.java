package dev.towline.render;

import dev.towline.render.syntax.Pos;
import dev.towline.render.syntax.SyntaxException;
import dev.towline.render.syntax.WhiteSpace;

/** Ansible's {@code #jinja2:} line, which sets how white space is treated. */
record Header(String body, WhiteSpace whiteSpace) {
    static final String MARK = "#jinja2:";

    static Header of(String text) {
        if (!text.startsWith(MARK)) {
            return new Header(text, WhiteSpace.ANSIBLE);
        }
        int end = text.indexOf('\n');
        if (end < 0) {
            throw refused("a #jinja2: line without an end");
        }
        boolean trim = true;
        boolean lstrip = false;
        for (String pair : text.substring(MARK.length(), end).split(",", -1)) {
            int colon = pair.indexOf(':');
            String key = colon < 0 ? "" : pair.substring(0, colon).strip();
            boolean on = switch (colon < 0 ? "" : pair.substring(colon + 1).strip()) {
                case "True" -> true;
                case "False" -> false;
                default -> throw refused("a #jinja2: line must set True or False");
            };
            switch (key) {
                case "trim_blocks" -> trim = on;
                case "lstrip_blocks" -> lstrip = on;
                default -> throw refused("this setting of a #jinja2: line is not supported");
            }
        }
        return new Header(text.substring(end + 1), new WhiteSpace(trim, lstrip));
    }

    private static SyntaxException refused(String what) {
        return new SyntaxException(Pos.START, what,
                "only trim_blocks and lstrip_blocks, as in #jinja2: lstrip_blocks: True");
    }
}
