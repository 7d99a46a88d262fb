package dev.towline.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.towline.desired.Problem;
import dev.towline.migrate.lint.RuleOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The list of overrides that --overrides names. */
final class OverrideFile {
    private static final Set<String> KEYS = Set.of("rule", "migration", "sha256", "reason");
    private static final ObjectMapper YAML = YAMLMapper
            .builder(YAMLFactory.builder()
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private OverrideFile() {}

    static List<RuleOverride> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Common.Invalid.of(file.toString(), "there is no such file",
                    "name a YAML file with a list of overrides");
        }
        List<Problem> problems = new ArrayList<>();
        List<RuleOverride> overrides = new ArrayList<>();
        try (JsonParser parser = YAML.createParser(Files.readString(file))) {
            List<Map<String, @Nullable String>> entries = YAML.readValue(parser, new TypeReference<>() {
            });
            for (int i = 0; entries != null && i < entries.size(); i++) {
                override(file, i + 1, entries.get(i), overrides, problems);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            problems.add(new Problem(file.toString(), line, column,
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("not YAML"),
                    "write a list of {rule, migration, sha256, reason}"));
        }
        if (!problems.isEmpty()) {
            throw new Common.Invalid(problems);
        }
        return overrides;
    }

    private static void override(Path file, int number, Map<String, @Nullable String> entry,
            List<RuleOverride> overrides, List<Problem> problems) {
        try {
            for (String key : entry.keySet()) {
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException("unknown key \"" + key + "\"");
                }
            }
            overrides.add(new RuleOverride(text(entry, "rule"), text(entry, "migration"), text(entry, "sha256"),
                    text(entry, "reason")));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(file.toString(), 0, 0, "override " + number + ": " + e.getMessage(),
                    "an override is {rule, migration, sha256, reason}"));
        }
    }

    private static String text(Map<String, @Nullable String> entry, String key) {
        String value = entry.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + key);
        }
        return value;
    }
}
