package dev.towline.host.systemd;

import dev.towline.host.Job;
import dev.towline.host.JobLimits;
import dev.towline.host.linux.JobFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The systemd-run command line of a job. */
final class TransientUnit {
    /**
     * Runs as root in the host's own view of files, when the main process has ended or was never started. Written beside,
     * synced and renamed. The colon keeps systemd from replacing variables in it, so the shell sees them in its environment.
     */
    private static final String RECORD = "ExecStopPost=+:/bin/sh -c '[ -e \"$1\" ]"
            + " || { echo \"$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS\" >\"$1.new\" && sync \"$1.new\" && mv -f \"$1.new\" \"$1\"; }' sh ";

    private TransientUnit() {}

    static String name(String job) {
        return "towline-" + job + ".service";
    }

    static List<String> start(Job job, JobFolder folder) {
        List<String> argv = new ArrayList<>(List.of("systemd-run", "--quiet", "--no-ask-password", "--collect",
                "--unit=" + name(job.name()), "--description=Towline job " + job.name(), "--uid=" + job.user(),
                "--working-directory=" + job.directory()));
        properties(job, folder).forEach(p -> argv.add("--property=" + p));
        Map<String, String> environment = new TreeMap<>(Map.of("LANG", "C.UTF-8"));
        environment.putAll(job.environment());
        environment.forEach((name, value) -> argv.add("--setenv=" + name + "=" + value));
        argv.add("--");
        // The manager replaces $X and ${X} in a command line; $$ stands for itself.
        job.argv().forEach(word -> argv.add(word.replace("$", "$$")));
        return argv;
    }

    private static List<String> properties(Job job, JobFolder folder) {
        List<String> p = new ArrayList<>(List.of("Type=exec", "RuntimeMaxSec=" + job.timeout().toMillis() + "ms",
                "TimeoutStopSec=30s", "KillMode=control-group", "ProtectSystem=strict", "ProtectHome=read-only",
                "PrivateTmp=yes", "PrivateDevices=yes", "NoNewPrivileges=yes", "ProtectKernelTunables=yes",
                "ProtectKernelModules=yes", "ProtectControlGroups=yes", "CPUWeight=50",
                // What a core file holds of a process's environment is nobody's to read later.
                "LimitCORE=0", "TasksMax=" + job.limits().tasks(), "MemoryMax=" + memory(job.limits())));
        job.writable().forEach(path -> p.add("ReadWritePaths=" + quote(path)));
        job.environmentFiles().forEach(path -> p.add("EnvironmentFile=" + path));
        p.add("StandardOutput=append:" + folder.output());
        p.add("StandardError=append:" + folder.output());
        p.add(record(folder));
        return p;
    }

    /** A share is of the machine's memory. */
    private static String memory(JobLimits limits) {
        return limits.memory().isPresent() ? Long.toString(limits.memory().getAsLong()) : "75%";
    }

    private static String record(JobFolder folder) {
        return RECORD + quote(folder.result().toString());
    }

    /**
     * The record once more, as a drop-in of the unit. systemd 252 writes a transient unit's record down under a name that it does not
     * read, so whoever reloads unit definitions while the job runs (another site's release, apt) makes it forget that one; drop-ins are
     * read again.
     */
    static String dropIn(JobFolder folder) {
        return "[Service]\n" + record(folder).replace("%", "%%") + "\n";
    }

    /** One word of a property that is a list of words. */
    static String quote(String word) {
        return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
