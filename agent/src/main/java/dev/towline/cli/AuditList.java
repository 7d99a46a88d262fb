package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code towline history --audit}. */
final class AuditList {
    private static final int MOST = 500;
    private final Common common;

    AuditList(Common common) {
        this.common = common;
    }

    /** @param site only this one, or null */
    void print(@Nullable String site, int limit) throws IOException {
        JsonNode all = new Reading(common).read("/api/v1/audit?limit=" + (site == null ? limit : MOST),
                (session, settings) -> Out.JSON.valueToTree(
                        Map.of("audit", session.audit().newest(site == null ? limit : MOST))));
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode entry : all.path("audit")) {
            if (entries.size() < limit && (site == null || entry.path("site").asText().equals(site))) {
                entries.add(entry);
            }
        }
        if (common.json()) {
            common.out().json(Map.of("audit", entries));
            return;
        }
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("WHEN", "WHO", "FROM", "SITE", "REQUEST", "ANSWER")));
        for (JsonNode entry : entries) {
            rows.add(List.of(entry.path("at").asText(), who(entry), text(entry, "from"), text(entry, "site"),
                    (entry.path("request").asText() + " " + entry.path("detail").asText()).strip(),
                    entry.path("status").asText() + " " + entry.path("answer").asText()));
        }
        common.out().table(rows);
    }

    private static String who(JsonNode entry) {
        return (entry.path("via").asText() + " " + entry.path("by").asText()).strip();
    }

    private static String text(JsonNode entry, String key) {
        String text = entry.path(key).asText();
        return text.isEmpty() ? "-" : text;
    }
}
