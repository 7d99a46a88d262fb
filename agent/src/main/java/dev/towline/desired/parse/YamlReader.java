package dev.towline.desired.parse;

import dev.towline.budget.Budget;
import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads a YAML file as a record whose components carry {@link dev.towline.desired.Key}; all mistakes at once. */
public final class YamlReader {
    /** Beyond so many, more of them help nobody, and a hostile file has a million. */
    private static final int MOST_PROBLEMS = Budget.CONFIG_PROBLEMS.count();

    private YamlReader() {}

    /** @param file the name that problems carry */
    public static <T extends Record> Parsed<T> read(String file, byte[] bytes, Class<T> type) {
        List<Problem> problems = new ArrayList<>();
        Optional<Node> tree = YamlTree.read(file, bytes, problems);
        Optional<T> value = tree.map(root -> new Binder(problems).record(root, type)).map(type::cast);
        if (problems.isEmpty() && value.isPresent()) {
            return Parsed.of(value.get());
        }
        return Parsed.refused(capped(file, problems));
    }

    private static List<Problem> capped(String file, List<Problem> problems) {
        List<Problem> sorted = problems.stream().distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column)).toList();
        if (sorted.size() <= MOST_PROBLEMS) {
            return sorted;
        }
        List<Problem> first = new ArrayList<>(sorted.subList(0, MOST_PROBLEMS));
        first.add(Place.of(file).problem((sorted.size() - MOST_PROBLEMS) + " more problems are not shown"));
        return first;
    }
}
