package dev.towline.migrate.django;

import java.util.List;

/**
 * What a migration's process needs of this very program.
 *
 * @param pythonPath folder that holds the package {@code towline_django}
 * @param judge program and first words that classify statements, {@code towline judge}
 */
public record DjangoTools(String pythonPath, List<String> judge) {
    public DjangoTools {
        judge = List.copyOf(judge);
    }
}
