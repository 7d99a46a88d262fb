package dev.towline.render.value;

import java.util.List;

/**
 * What Ansible's set filters give: Python orders such a list by hash, so that it may be sorted, counted and searched,
 * but not printed or walked, as the bytes would not be Ansible's.
 */
public record Unordered(List<Object> items) {
    public static PyError refusal() {
        return new PyError("the order of a set is Python's own affair, so it cannot be printed or walked",
                "add | sort after the union, intersect, difference or symmetric_difference");
    }
}
