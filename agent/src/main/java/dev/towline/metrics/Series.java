package dev.towline.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** The series of all families in one registry: made at their first value, taken out by label. */
final class Series {
    private static final String TIMESTAMP_UNIT = "seconds";

    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();

    Series(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Family family, String... values) {
        begin(family, values).increment();
    }

    /** At 0 where it is not there yet. */
    Counter begin(Family family, String... values) {
        return Counter.builder(family.meter).description(family.help).tags(tags(family, values)).register(registry);
    }

    void time(Family family, Duration took, String... values) {
        // A commit "from the future" is somebody's wrong clock, not a negative duration.
        Timer.builder(family.meter).description(family.help).tags(tags(family, values))
                .serviceLevelObjectives(family.buckets()).register(registry)
                .record(took.isNegative() ? Duration.ZERO : took);
    }

    void set(Family family, double value, String... values) {
        List<Tag> tags = tags(family, values);
        gauges.computeIfAbsent(family.meter + tags, k -> {
            AtomicReference<Double> holder = new AtomicReference<>(value);
            Gauge.Builder<?> gauge = Gauge.builder(family.meter, holder, AtomicReference::get)
                    .description(family.help).tags(tags).strongReference(true);
            (family.meter.endsWith("timestamp") ? gauge.baseUnit(TIMESTAMP_UNIT) : gauge).register(registry);
            return holder;
        }).set(value);
    }

    /** Sets this series to 1 and takes out those of the family that share its first label. */
    void replace(Family family, String... values) {
        set(family, 1, values);
        String object = family.labels.getFirst();
        List<Tag> now = tags(family, values);
        remove(id -> id.getName().equals(family.meter) && values[0].equals(id.getTag(object))
                && !id.getTags().equals(now));
    }

    /** Takes out every series for which this holds. */
    void remove(Predicate<Meter.Id> which) {
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            if (which.test(id)) {
                registry.remove(meter);
                gauges.remove(id.getName() + id.getTags());
            }
        }
    }

    private static List<Tag> tags(Family family, String... values) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(family.labels.get(i), values[i]));
        }
        // Micrometer keeps tags sorted; the same order here makes one key for one series.
        tags.sort(null);
        return tags;
    }
}
