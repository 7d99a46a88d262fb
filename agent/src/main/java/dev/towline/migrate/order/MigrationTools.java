package dev.towline.migrate.order;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a migration's process needs of this very program.
 *
 * @param pythonPath folder that holds the package {@code towline_django}
 * @param towline program and first words that start it
 */
public record MigrationTools(String pythonPath, List<String> towline) {
    public MigrationTools {
        towline = List.copyOf(towline);
    }

    /** The command line of one of its commands, such as the judge, which classifies statements. */
    public List<String> command(String name) {
        return Stream.concat(towline.stream(), Stream.of(name)).toList();
    }
}
