package dev.towline.cli;

import dev.towline.config.AgentSecrets;
import dev.towline.config.AgentSettings;
import dev.towline.config.SettingsReader;
import dev.towline.config.Surroundings;
import dev.towline.desired.Parsed;
import dev.towline.desired.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What most commands share: which agent is meant, and how to print. */
final class Common {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = {"-c",
            "--config"}, paramLabel = "FILE", defaultValue = "/etc/towline/agent.yaml", description = "The agent's settings (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Option(names = "--json", description = "Print one JSON value for scripts.")
    private boolean json;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30", description = "How long to wait while the agent starts or another command works (default: ${DEFAULT-VALUE}).")
    private int wait;

    Duration patience() {
        return Duration.ofSeconds(Math.max(0, wait));
    }

    boolean json() {
        return json;
    }

    Out out() {
        return new Out(spec.commandLine().getOut(), house().masker()::mask);
    }

    /** For the person who waits; scripts read the other stream. */
    void note(String text) {
        spec.commandLine().getErr().println("towline: " + text);
        spec.commandLine().getErr().flush();
    }

    AgentSettings settings() {
        return valid(new SettingsReader(Surroundings.ofThisMachine()).read(config));
    }

    AgentSecrets secrets(AgentSettings settings) {
        return valid(AgentSecrets.read(settings));
    }

    private static <T> T valid(Parsed<T> parsed) {
        return parsed.value().filter(v -> parsed.problems().isEmpty())
                .orElseThrow(() -> new Invalid(parsed.problems()));
    }

    AgentClient client(AgentSettings settings) {
        return client(settings, Duration.ofSeconds(20));
    }

    /** @param patience for each answer */
    AgentClient client(AgentSettings settings, Duration patience) {
        return new AgentClient(settings.socket(), patience, by());
    }

    static String by() {
        String sudo = System.getenv("SUDO_USER");
        return sudo != null ? sudo : System.getProperty("user.name", "cli");
    }

    House house() {
        return ((Towline) spec.root().userObject()).house();
    }

    /** Settings or a config repo that cannot be used; exit code 2. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Problem> problems;

        Invalid(List<Problem> problems) {
            super(String.join("\n", problems.stream().map(Problem::toString).toList()));
            this.problems = List.copyOf(problems);
        }

        /** One problem, of something that was typed and not written in a file. */
        static Invalid of(String where, String what, String remedy) {
            return new Invalid(List.of(new Problem(where, 0, 0, what, remedy)));
        }

        List<Problem> problems() {
            return problems;
        }
    }
}
