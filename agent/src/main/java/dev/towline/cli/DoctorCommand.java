package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.AgentSettings;
import dev.towline.desired.TargetName;
import dev.towline.event.SourceStanding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code towline doctor}: the checklist that a person would go through. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Go through what a person would check: settings, agent, repositories, programs, disk, each site, and whether ledger, files and catalog of its migrations agree. Exit code 1 when something is wrong.", footer = {
        "", "Example: towline doctor"})
final class DoctorCommand implements Callable<Integer> {
    private static final long LOW_DISK = 1_000_000_000L;
    /** For one site: each of its databases is asked. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    private final List<Finding> findings = new ArrayList<>();

    /** One thing that was looked at; {@code remedy} is empty where it is well. */
    private record Finding(String what, boolean well, String detail, String remedy) {}

    @Override
    public Integer call() throws IOException {
        AgentSettings settings = common.settings();
        add("settings", true, "host " + settings.host() + ", config repo " + settings.configRepo().url().text(), "");
        common.secrets(settings);
        boolean running = Running.is(common.client(settings));
        add("agent", running, (running ? "answers on " : "does not answer on ") + settings.socket(),
                running ? "" : "systemctl start towline");
        machine(settings);
        targets();
        print();
        return findings.stream().allMatch(Finding::well) ? 0 : 1;
    }

    private void add(String what, boolean well, String detail, String remedy) {
        findings.add(new Finding(what, well, detail, remedy));
    }

    private void machine(AgentSettings settings) {
        File state = settings.state().toFile();
        long free = (state.exists() ? state : new File("/")).getUsableSpace();
        add("disk", free > LOW_DISK, free / 1_000_000 + " MB free at " + settings.state(),
                free > LOW_DISK ? "" : "make room: a release wants its size twice, and its dump");
        if (settings.serviceManager() == AgentSettings.ServiceManager.SYSTEMD) {
            boolean systemd = Files.isDirectory(Path.of("/run/systemd/system"));
            add("systemd", systemd, systemd ? "is the service manager" : "does not run here",
                    systemd ? "" : "set serviceManager: local in agent.yaml where there is none");
            List.of("systemd-run", "runuser", "unshare").forEach(this::program);
        }
    }

    private void program(String name) {
        boolean there = Stream.of("/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder + name)));
        add(name, there, there ? "is installed" : "is not installed",
                there ? "" : "apt-get install systemd util-linux");
    }

    private void targets() throws IOException {
        JsonNode status = new Reading(common).read("/api/v1/status", (session, settings) -> {
            session.following().look(true);
            return new Remembered(session.bench().history()).status(settings, session.bench().board().get().sources(),
                    session.bench().pins());
        });
        for (JsonNode source : status.path("sources")) {
            SourceStanding standing = SourceStanding.of(source.path("standing").asText())
                    .orElse(SourceStanding.UNASKED);
            boolean well = !standing.isTrouble() && standing != SourceStanding.UNASKED;
            add("repository " + source.path("name").asText(), well,
                    well
                            ? source.path("url").asText() + " " + source.path("track").asText()
                            : standing.tag() + ": " + source.path("detail").asText(),
                    "");
        }
        for (JsonNode target : status.path("targets")) {
            String name = target.path("target").asText();
            target.path("quarantined").forEach(q -> add(name, false, "quarantined: " + q.asText(),
                    "push a commit that mends it, or run 'towline retry " + name + "'"));
            String message = target.path("message").asText("");
            String pinned = PinTexts.of(target.path("pinned"));
            if (!pinned.isEmpty()) {
                add(name, false, pinned, "push, or deploy what Git says: towline retry " + name);
            }
            boolean ready = target.path("conditions").path("Ready").asBoolean()
                    || !pinned.isEmpty() && message.isEmpty();
            add(name, ready,
                    ready
                            ? pinned.isEmpty() ? "is ready" : "has nothing else to do"
                            : message.isEmpty() ? target.path("result").asText() : message,
                    "");
            migrations(name);
        }
    }

    /** What the site's own tools say of its databases; one that cannot be asked keeps nobody from hearing the rest. */
    private void migrations(String site) {
        try {
            new Reading(common, PATIENCE).read(Reading.path(site, "doctor"),
                    (session, settings) -> Out.JSON
                            .valueToTree(new DoctorViews(session.bench().examining(), session.mask())
                                    .json(new TargetName(site))))
                    .path("findings").forEach(f -> add(site + " " + f.path("what").asText(), f.path("well").asBoolean(),
                            f.path("detail").asText(), f.path("remedy").asText()));
        } catch (IOException e) {
            add(site + " migrations", false, "could not be looked at: " + e.getMessage(), "");
        }
    }

    private void print() {
        if (common.json()) {
            common.out().json(findings);
            return;
        }
        common.out().table(findings.stream().map(f -> List.of(f.well() ? "ok" : "PROBLEM", f.what(),
                f.detail() + (f.remedy().isEmpty() ? "" : "; " + f.remedy()))).toList());
    }
}
