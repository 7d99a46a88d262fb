package dev.towline.render;

import dev.towline.render.value.Limits;
import dev.towline.render.syntax.Pos;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block prints, kept as values until the end: as in Ansible, a block that prints one value is that value, and a
 * list that is changed after it was printed prints as changed.
 */
final class Output {
    private final List<Object> parts = new ArrayList<>();

    /** A container that is printed last of all, and where it stands. */
    private record Late(Object value, String file, Pos pos) {}

    void add(Object value, String file, Pos pos) {
        if (value instanceof String) {
            parts.add(value);
        } else if (value != PyNone.NONE) {
            parts.add(new Late(value, file, pos));
        }
    }

    String text() {
        StringBuilder out = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Late late) {
                try {
                    Printing.output(late.value(), out);
                } catch (PyError e) {
                    throw new Fault(late.file(), late.pos(), e);
                }
            } else {
                Limits.text((long) out.length() + part.toString().length());
                Printing.output(part, out);
            }
        }
        return out.toString();
    }

    /** The one value, the text of several, or None. */
    Object value() {
        if (parts.isEmpty()) {
            return PyNone.NONE;
        }
        if (parts.size() > 1) {
            return text();
        }
        return parts.getFirst() instanceof Late late ? late.value() : parts.getFirst();
    }
}
