package dev.towline.desired;

import java.util.List;

/** A path below some folder that cannot lead out of it. */
public record RelativePath(String value) {
    public RelativePath {
        if (value.isEmpty() || value.length() > 1000 || value.startsWith("/")
                || value.chars().anyMatch(c -> c < ' ' || c == 127)
                || List.of(value.split("/", -1)).stream()
                        .anyMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."))) {
            throw new IllegalArgumentException(
                    "it is no path below the folder: relative, without '..', '.', '//' or control characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
