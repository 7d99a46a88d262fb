package dev.towline.desired;

/** Where something stands in the config repo; line and column count from 1, and 0 means the whole file or line. */
public record Place(String file, int line, int column) {
    public static Place of(String file) {
        return new Place(file, 0, 0);
    }

    public Problem problem(String message, String remedy) {
        return new Problem(file, line, column, message, remedy);
    }

    public Problem problem(String message) {
        return problem(message, "");
    }
}
