package dev.towline.migrate.lint;

import java.util.List;

/**
 * A file that has not run yet, judged as a deployment does.
 *
 * @param contract whether it waits until no running code needs what it takes away or tightens
 * @param takes the statements that do so
 */
public record Deployable(FileReport report, boolean contract, List<String> takes) {
    public Deployable {
        takes = List.copyOf(takes);
    }
}
