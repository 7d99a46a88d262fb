package dev.towline.history.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.history.PhaseTime;
import java.time.Duration;
import java.util.List;

/** Phases in their stored form: {@code [["build","PT12.5S"],["verify","PT3S"]]}. */
final class PhasesJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private PhasesJson() {}

    static String write(List<PhaseTime> phases) {
        try {
            return MAPPER.writeValueAsString(
                    phases.stream().map(phase -> List.of(phase.phase(), phase.took().toString())).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every list of phases can be written", e);
        }
    }

    static List<PhaseTime> read(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<List<List<String>>>() {
            }).stream()
                    .map(phase -> new PhaseTime(phase.get(0), Duration.parse(phase.get(1)))).toList();
        } catch (JsonProcessingException | RuntimeException e) {
            throw new HistoryException(Kind.DAMAGED, "the phases of a deployment cannot be read from the history", e);
        }
    }
}
