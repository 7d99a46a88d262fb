package dev.towline.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.towline.desired.TargetName;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a command prints: tables for people, one JSON value for scripts. */
final class Out {
    static final ObjectMapper JSON = JsonMapper.builder().addModule(values()).build();
    private final PrintWriter out;
    private final UnaryOperator<String> mask;

    /** For a command that reads no secrets. */
    Out(PrintWriter out) {
        this(out, UnaryOperator.identity());
    }

    /** @param mask takes secrets out of each line */
    Out(PrintWriter out, UnaryOperator<String> mask) {
        this.out = out;
        this.mask = mask;
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(TargetName.class, text(TargetName::value));
        module.addSerializer(Instant.class, text(Instant::toString));
        module.addSerializer(Duration.class, new JsonSerializer<>() {
            @Override
            public void serialize(Duration value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeNumber(value.toNanos() / 1e9);
            }
        });
        return module;
    }

    private static <T> JsonSerializer<T> text(Function<T, String> text) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(text.apply(value));
            }
        };
    }

    void line(String text) {
        out.println(mask.apply(text));
        out.flush();
    }

    void json(Object value) {
        try {
            line(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("these values have a JSON form", e);
        }
    }

    static JsonNode tree(String json) throws IOException {
        return JSON.readTree(json);
    }

    /** Columns as wide as their widest cell; the last one is not padded. */
    void table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(
                        i == row.size() - 1 ? row.get(i) : String.format("%-" + (widths.get(i) + 2) + "s", row.get(i)));
            }
            line(line.toString().stripTrailing());
        }
    }
}
