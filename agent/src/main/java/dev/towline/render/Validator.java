package dev.towline.render;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that accepts or refuses files before they are put in place.
 *
 * @param tree the folder that is staged as a whole with the new files in it and laid over the real one while the program
 *     runs; null when the program is given the staged file alone, as {@code {file}} in its words
 * @param silent whether any output counts as a refusal, for programs that warn and exit 0
 */
public record Validator(String name, @Nullable String tree, List<String> argv, boolean silent) {
    public Validator {
        argv = List.copyOf(argv);
    }
}
