package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.status.PinStatus;

/** A pin in JSON, as a person reads it. */
final class PinTexts {
    private PinTexts() {}

    /** Empty where nothing is pinned. */
    static String of(JsonNode pin) {
        return pin.isObject()
                ? new PinStatus(pin.path("release").asText(), pin.path("config").asText(), pin.path("app").asText(),
                        pin.path("by").asText(), count(pin.path("behind")), count(pin.path("configBehind"))).text()
                : "";
    }

    private static @org.jspecify.annotations.Nullable Integer count(JsonNode number) {
        return number.isNumber() ? number.asInt() : null;
    }
}
