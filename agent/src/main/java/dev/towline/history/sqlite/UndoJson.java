package dev.towline.history.sqlite;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.towline.history.HistoryException;
import dev.towline.history.HistoryException.Kind;
import dev.towline.history.Undo;

/**
 * The stored form of an inverse. The names here and those of the records' components are read by every later version, so none
 * is ever changed or used again; a test holds each against the bytes of its first release.
 */
final class UndoJson {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "undo")
    @JsonSubTypes({@JsonSubTypes.Type(value = Undo.PutFile.class, name = "put-file"),
            @JsonSubTypes.Type(value = Undo.PutLink.class, name = "put-link"),
            @JsonSubTypes.Type(value = Undo.PutDirectory.class, name = "put-directory"),
            @JsonSubTypes.Type(value = Undo.Remove.class, name = "remove"),
            @JsonSubTypes.Type(value = Undo.RemoveTree.class, name = "remove-tree"),
            @JsonSubTypes.Type(value = Undo.PutOwnership.class, name = "put-ownership"),
            @JsonSubTypes.Type(value = Undo.PutUnit.class, name = "put-unit"),
            @JsonSubTypes.Type(value = Undo.Reload.class, name = "reload"),
            @JsonSubTypes.Type(value = Undo.Restart.class, name = "restart"),
            @JsonSubTypes.Type(value = Undo.ReloadDefinitions.class, name = "reload-definitions"),
            @JsonSubTypes.Type(value = Undo.Run.class, name = "run"),
            @JsonSubTypes.Type(value = Undo.PutBack.class, name = "put-back"),
            @JsonSubTypes.Type(value = Undo.TakeBack.class, name = "take-back"),
            @JsonSubTypes.Type(value = Undo.Drop.class, name = "drop"),
            @JsonSubTypes.Type(value = Undo.Several.class, name = "several"),
            @JsonSubTypes.Type(value = Undo.AwaitListening.class, name = "await-listening"),
            @JsonSubTypes.Type(value = Undo.EndJob.class, name = "end-job"),
            @JsonSubTypes.Type(value = Undo.Nothing.class, name = "nothing")})
    private interface Named {}

    private static final ObjectMapper MAPPER = JsonMapper.builder().addMixIn(Undo.class, Named.class)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private UndoJson() {}

    static String write(Undo undo) {
        try {
            return MAPPER.writerFor(Undo.class).writeValueAsString(undo);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every Undo can be written", e);
        }
    }

    /** Jackson's own words name our classes. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "it is of no kind that is known"
                : "it means nothing from character " + e.getLocation().getColumnNr() + " on";
    }

    /** @throws HistoryException DAMAGED when the entry means nothing to this version */
    static Undo read(String json) {
        try {
            return MAPPER.readValue(json, Undo.class);
        } catch (JsonProcessingException e) {
            throw new HistoryException(Kind.DAMAGED, "the journal holds a step that this Towline cannot take back ("
                    + where(e) + "); start the version that wrote it, so that it ends what it began", e);
        }
    }
}
