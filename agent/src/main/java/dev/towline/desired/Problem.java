package dev.towline.desired;

/**
 * A mistake in the config repo.
 *
 * @param file path in the config repo
 * @param line from 1, 0 where the whole file is meant
 * @param column from 1, 0 where the whole line is meant
 * @param remedy what to do, or empty
 */
public record Problem(String file, int line, int column, String message, String remedy) {
    @Override
    public String toString() {
        String place = line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
        return place + ": " + message + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
