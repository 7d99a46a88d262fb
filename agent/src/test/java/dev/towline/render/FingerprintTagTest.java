package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.Pinned;
import dev.towline.health.HealthCheck;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Other digests would deploy every site anew, and forget what failed. */
class FingerprintTagTest {
    private final Set<Class<?>> reached = new LinkedHashSet<>();

    private void reach(Type type) {
        switch (type) {
            case ParameterizedType generic -> {
                reach(generic.getRawType());
                Stream.of(generic.getActualTypeArguments()).forEach(this::reach);
            }
            // Left out of the digest: who asks a check is not what is asked.
            case Class<?> one when one.equals(HealthCheck.Opener.class) -> {
            }
            case WildcardType wildcard -> Stream.of(wildcard.getUpperBounds()).forEach(this::reach);
            case Class<?> one when one.getName().startsWith("dev.towline.") && reached.add(one) -> {
                Stream.ofNullable(one.getPermittedSubclasses()).flatMap(Stream::of).forEach(this::reach);
                Stream.ofNullable(one.getRecordComponents()).flatMap(Stream::of)
                        .map(RecordComponent::getGenericType).forEach(this::reach);
            }
            default -> {
            }
        }
    }

    @Test
    void every_record_that_a_digest_of_settings_can_meet_has_a_tag() throws IOException {
        reach(RenderedTarget.class);
        List<Class<?>> named = reached.stream().filter(type -> type.isRecord() || type.isEnum()).toList();
        assertEquals(List.of(), named.stream().filter(type -> !FingerprintTag.isPinned(type)).toList());
        Pinned.assertPinned("settings-tags.txt", named.stream().map(FingerprintTag::of).sorted().toList());
    }

    @Test
    void the_digests_and_releases_of_the_example_sites_are_the_same() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String[] one : new String[][]{{"example", "@host"}, {"example", "ysc"}, {"example", "logbook"},
                {"demo", "demo"}}) {
            RenderedTarget target = ExampleConfigRepo.target(one[0], one[1]);
            lines.add(one[1] + " " + target.settings().hex() + " "
                    + target.release().map(RenderedRelease::id).orElse("-"));
        }
        Pinned.assertPinned("settings.txt", lines);
    }
}
