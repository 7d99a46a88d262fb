package dev.towline.host.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A service as its unit file describes it.
 *
 * @param environment literal assignments, in order
 * @param conditions paths that must exist, or with {@code !} must not
 * @param startLimit how many starts are allowed within the interval; 0 for any number
 * @param killSignal name without SIG
 * @param killMain whether only the main process gets the signal (KillMode mixed and process)
 */
record ServiceSpec(String unit, Type type, List<ExecLine> startPre, List<ExecLine> start, List<ExecLine> startPost,
        List<ExecLine> reload, List<ExecLine> stop, List<ExecLine> stopPost, List<String> environment,
        List<EnvironmentFile> environmentFiles, String directory, Restart restart, Duration restartDelay,
        int startLimit, Duration startLimitInterval, Duration stopTimeout, Duration startTimeout, String killSignal,
        boolean killMain,
        boolean remainAfterExit, Set<Integer> successCodes, List<String> conditions) {

    /** What a start waits for. SIMPLE also stands for exec and notify: there is no socket for readiness here. */
    enum Type {
        SIMPLE, ONESHOT
    }

    /** When a service that ended is started again. */
    enum Restart {
        NO, ON_FAILURE, ON_SUCCESS, ALWAYS;

        boolean after(boolean success) {
            return switch (this) {
                case NO -> false;
                case ON_FAILURE -> !success;
                case ON_SUCCESS -> success;
                case ALWAYS -> true;
            };
        }
    }

    /** A file of assignments; an optional one may be missing. */
    record EnvironmentFile(String path, boolean optional) {}

    static ServiceSpec of(UnitFile file) {
        UnsupportedKeys.refuse(file);
        return new Reader(file).read();
    }

    /** Takes the settings out of a file. */
    private static final class Reader {
        private static final String SERVICE = "Service";
        private final UnitFile file;
        private final Specifiers specifiers;

        Reader(UnitFile file) {
            this.file = file;
            this.specifiers = Specifiers.of(file.name());
        }

        ServiceSpec read() {
            Type type = type();
            List<ExecLine> start = exec("ExecStart");
            if (start.isEmpty() || type == Type.SIMPLE && start.size() > 1) {
                throw new UnitProblem(file.name(), 1, "a service has one ExecStart= (several only with Type=oneshot)");
            }
            String burst = file.value("Unit", "StartLimitBurst", file.value(SERVICE, "StartLimitBurst", "5"));
            return new ServiceSpec(file.name(), type, exec("ExecStartPre"), start, exec("ExecStartPost"),
                    exec("ExecReload"), exec("ExecStop"), exec("ExecStopPost"), environment(), environmentFiles(),
                    directory(),
                    restart(),
                    span(SERVICE, "RestartSec", "100ms"), number("StartLimitBurst", burst),
                    span("Unit", "StartLimitIntervalSec", file.value("Unit", "StartLimitInterval", "10s")),
                    span(SERVICE, "TimeoutStopSec", file.value(SERVICE, "TimeoutSec", "90s")),
                    span(SERVICE, "TimeoutStartSec",
                            file.value(SERVICE, "TimeoutSec", type == Type.ONESHOT ? "infinity" : "90s")),
                    killSignal(), List.of("mixed", "process").contains(file.value(SERVICE, "KillMode", "")),
                    isTrue(file.value(SERVICE, "RemainAfterExit", "no")), successCodes(), conditions());
        }

        private Type type() {
            String type = file.value(SERVICE, "Type", "simple");
            return switch (type) {
                case "simple", "exec", "notify", "notify-reload", "idle" -> Type.SIMPLE;
                case "oneshot" -> Type.ONESHOT;
                default -> throw problem("Type", "the local service manager cannot do Type=" + type
                        + "; let the program stay in front and use Type=exec");
            };
        }

        private String directory() {
            String directory = replaced(file.value(SERVICE, "WorkingDirectory", "/"));
            String plain = directory.startsWith("-") ? directory.substring(1) : directory;
            return plain.equals("~") ? System.getProperty("user.home", "/") : plain;
        }

        private Restart restart() {
            String restart = file.value(SERVICE, "Restart", "no");
            return switch (restart) {
                case "no" -> Restart.NO;
                case "always" -> Restart.ALWAYS;
                case "on-failure", "on-abnormal", "on-abort", "on-watchdog" -> Restart.ON_FAILURE;
                case "on-success" -> Restart.ON_SUCCESS;
                default -> throw problem("Restart", "Restart=" + restart + " is none of no, always, on-failure");
            };
        }

        private List<ExecLine> exec(String key) {
            List<ExecLine> lines = new ArrayList<>();
            file.all(SERVICE, key).forEach(s -> lines.addAll(ExecLine.parse(file.name(), s, specifiers)));
            return lines;
        }

        private List<String> environment() {
            List<String> assignments = new ArrayList<>();
            for (UnitFile.Setting setting : file.all(SERVICE, "Environment")) {
                for (String word : words(setting)) {
                    if (word.indexOf('=') <= 0) {
                        throw new UnitProblem(file.name(), setting.line(), "Environment=: '" + word
                                + "' is no assignment");
                    }
                    assignments.add(word);
                }
            }
            return assignments;
        }

        private List<String> words(UnitFile.Setting setting) {
            try {
                return Words.texts(setting.value()).stream().map(specifiers::replace).toList();
            } catch (IllegalArgumentException e) {
                throw new UnitProblem(file.name(), setting.line(), setting.key() + "=: " + e.getMessage());
            }
        }

        private List<EnvironmentFile> environmentFiles() {
            return file.all(SERVICE, "EnvironmentFile").stream().map(s -> replaced(s.value()))
                    .map(p -> p.startsWith("-")
                            ? new EnvironmentFile(p.substring(1), true)
                            : new EnvironmentFile(p, false))
                    .toList();
        }

        private String replaced(String value) {
            try {
                return specifiers.replace(value);
            } catch (IllegalArgumentException e) {
                throw new UnitProblem(file.name(), 1, e.getMessage() == null ? value : e.getMessage());
            }
        }

        private Duration span(String section, String key, String otherwise) {
            String text = file.value(section, key, otherwise);
            return TimeSpan.parse(text).orElseThrow(() -> problem(key, "'" + text + "' is no time span"));
        }

        private int number(String key, String text) {
            if (!text.matches("\\d{1,6}")) {
                throw problem(key, "'" + text + "' is no number");
            }
            return Integer.parseInt(text);
        }

        private String killSignal() {
            String signal = file.value(SERVICE, "KillSignal", "SIGTERM").replaceFirst("^SIG", "");
            if (!signal.matches("[A-Z0-9]{1,6}")) {
                throw problem("KillSignal", "'" + signal + "' is no signal");
            }
            return signal;
        }

        private Set<Integer> successCodes() {
            Set<Integer> codes = new java.util.HashSet<>(Set.of(0));
            file.all(SERVICE, "SuccessExitStatus").stream().flatMap(s -> words(s).stream())
                    .filter(w -> w.matches("\\d{1,3}")).forEach(w -> codes.add(Integer.parseInt(w)));
            return Set.copyOf(codes);
        }

        private List<String> conditions() {
            List<String> paths = new ArrayList<>();
            for (String key : List.of("ConditionPathExists", "AssertPathExists")) {
                file.all("Unit", key).forEach(s -> paths.add(replaced(s.value())));
            }
            return paths;
        }

        private UnitProblem problem(String key, String what) {
            Optional<UnitFile.Setting> at = file.settings().stream().filter(s -> s.key().equals(key)).findFirst();
            return new UnitProblem(file.name(), at.map(UnitFile.Setting::line).orElse(1), what);
        }

        private static boolean isTrue(String text) {
            return List.of("yes", "true", "on", "1").contains(text);
        }
    }
}
