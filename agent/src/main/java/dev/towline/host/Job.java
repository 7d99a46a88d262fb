package dev.towline.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One build or data command.
 *
 * @param name unique on the host and stable over a restart of the agent, letters, digits and dashes
 * @param user who runs it
 * @param environmentFiles 0600 files that are read for its environment, the only way in for secrets
 * @param writable the only folders that it may write besides its private /tmp
 */
public record Job(String name, List<String> argv, String user, String directory, Map<String, String> environment,
        List<String> environmentFiles, List<String> writable, Duration timeout, JobLimits limits) {
    /** One of the agent's own commands, such as a dump: however much it says, it is not stopped for that. */
    public Job(String name, List<String> argv, String user, String directory, Map<String, String> environment,
            List<String> environmentFiles, List<String> writable, Duration timeout) {
        this(name, argv, user, directory, environment, environmentFiles, writable, timeout,
                JobLimits.STANDARD.withAnyOutput());
    }

    public Job {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,120}")) {
            throw new IllegalArgumentException("a job's name has letters, digits and dashes, not '" + name + "'");
        }
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        environmentFiles = List.copyOf(environmentFiles);
        writable = List.copyOf(writable);
    }
}
