package dev.towline.render.filter;

import dev.towline.render.syntax.Vocabulary;
import dev.towline.render.value.Arguments;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Undefined;
import dev.towline.render.value.Work;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** All filters and tests by name; also tells the parser which names there are. */
public final class Library implements Vocabulary {
    private static final String PREFIX = "ansible.builtin.";
    private static final Map<String, Filter> FILTERS = all();
    private static final Map<String, Test> TESTS = Tests.all();

    private static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.putAll(TextFilters.all());
        all.putAll(NumberFilters.all());
        all.putAll(ListFilters.all());
        all.putAll(MapFilters.all());
        all.putAll(OrderFilters.all());
        all.putAll(SetFilters.all());
        all.putAll(DictFilters.all());
        all.putAll(DataFilters.all());
        all.putAll(RegexFilters.all());
        all.putAll(PathFilters.all());
        all.putAll(UrlFilters.all());
        all.putAll(ChoiceFilters.all());
        return Map.copyOf(all);
    }

    public Object filter(String name, Object value, Arguments arguments) {
        Filter filter = FILTERS.get(local(name));
        if (filter == null) {
            throw error(filter(name));
        }
        if (!filter.takesUndefined()) {
            if (value instanceof Undefined undefined) {
                return undefined;
            }
            Optional<Undefined> missing = arguments.firstUndefined();
            if (missing.isPresent()) {
                return missing.get();
            }
        }
        Work.walk(value);
        arguments.positional().forEach(Work::walk);
        arguments.named().values().forEach(Work::walk);
        return filter.apply(value, "filter '" + name + "'", arguments, this);
    }

    public boolean test(String name, Object value, Arguments arguments) {
        Test test = TESTS.get(local(name));
        if (test == null) {
            throw error(test(name));
        }
        if (!local(name).endsWith("defined")) {
            Undefined.require(value);
            arguments.firstUndefined().ifPresent(Undefined::require);
        }
        Work.walk(value);
        return test.test(value, "test '" + name + "'", arguments);
    }

    private static PyError error(Optional<Complaint> complaint) {
        return complaint.map(c -> new PyError(c.message(), c.remedy())).orElseThrow();
    }

    private static String local(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    /** Names of all filters. */
    public static SortedSet<String> filters() {
        return new TreeSet<>(FILTERS.keySet());
    }

    /** Names of all tests. */
    public static SortedSet<String> tests() {
        return new TreeSet<>(TESTS.keySet());
    }

    public static boolean isRefusedFunction(String name) {
        return Refused.FUNCTIONS.containsKey(name);
    }

    static boolean knowsFilter(String name) {
        return FILTERS.containsKey(local(name));
    }

    static boolean knowsTest(String name) {
        return TESTS.containsKey(local(name));
    }

    @Override
    public Optional<Complaint> filter(String name) {
        return complaint("filter", name, FILTERS.keySet(), Refused.FILTERS);
    }

    @Override
    public Optional<Complaint> test(String name) {
        return complaint("test", name, TESTS.keySet(), Refused.TESTS);
    }

    @Override
    public Optional<Complaint> function(String name) {
        return Optional.ofNullable(Refused.FUNCTIONS.get(name))
                .map(remedy -> new Complaint("the function '" + name + "' is refused", remedy));
    }

    private static Optional<Complaint> complaint(String kind, String name, Collection<String> known,
            Map<String, String> refused) {
        String local = local(name);
        if (known.contains(local)) {
            return Optional.empty();
        }
        String bare = local.substring(local.lastIndexOf('.') + 1);
        String remedy = refused.get(bare);
        if (remedy != null) {
            return Optional.of(new Complaint("the " + kind + " '" + name + "' is refused", remedy));
        }
        return Optional.of(new Complaint("there is no " + kind + " '" + name + "'",
                Nearest.of(local, known).map(near -> "did you mean '" + near + "'?")
                        .orElse("see Ansible's " + kind + "s")));
    }
}
