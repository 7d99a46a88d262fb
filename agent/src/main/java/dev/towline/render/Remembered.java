package dev.towline.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A target that came out well, with all that it was made from besides the config revision. */
record Remembered(String app, String secrets, Map<List<String>, Optional<String>> interpreters,
        Rendering.Settled result) {
    Remembered {
        interpreters = Map.copyOf(interpreters);
    }

    /** Whether it would come out the same today; the interpreters are asked again. */
    boolean holds(String app, String secrets, Interpreter probe) {
        return this.app.equals(app) && this.secrets.equals(secrets)
                && interpreters.entrySet().stream().allMatch(e -> probe.fingerprint(e.getKey()).equals(e.getValue()));
    }

    /** Keeps what interpreters answered. */
    static final class Asking implements Interpreter {
        private final Interpreter probe;
        private final Map<List<String>, Optional<String>> answers = new LinkedHashMap<>();

        Asking(Interpreter probe) {
            this.probe = probe;
        }

        @Override
        public Optional<String> fingerprint(List<String> argv) {
            return answers.computeIfAbsent(argv, probe::fingerprint);
        }

        Map<List<String>, Optional<String>> answers() {
            return answers;
        }
    }
}
