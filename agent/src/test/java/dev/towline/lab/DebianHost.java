package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Debian with systemd as PID 1, in namespaces of its own: own disk (an overlay over an image), own network,
 * own processes. The test's JDK is there under {@code /usr/lib/jvm}, and {@link #shared()} as {@code /srv/lab}.
 */
public final class DebianHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DebianHost.class);
    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final int REBOOT = 133;
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final HostImage image;
    private final Slot slot;
    private final HostNetwork network;
    private final Cgroups cgroups;
    private final Overlay disk;
    private final Thread lastResort = new Thread(this::remove, "remove test host");
    private final AtomicInteger boots = new AtomicInteger();
    private volatile @Nullable Process nspawn;

    private DebianHost(HostImage image, Slot slot, HostNetwork network, Cgroups cgroups, Overlay disk) {
        this.image = image;
        this.slot = slot;
        this.network = network;
        this.cgroups = cgroups;
        this.disk = disk;
    }

    /** A new host of this image, booted until systemd says "running". */
    public static DebianHost boot(HostImage image) {
        LabCache cache = LabCache.standard();
        Slot.sweepAll();
        List<Path> layers = image.layers(cache);
        Slot slot = Slot.take(cache);
        var network = new HostNetwork(slot.number());
        network.create();
        var host = new DebianHost(image, slot, network, new Cgroups(slot.name()), Overlay.over(layers, slot.folder()));
        Runtime.getRuntime().addShutdownHook(host.lastResort);
        try {
            Files.createDirectories(host.shared());
            Files.writeString(host.disk.root().resolve("etc/hostname"), slot.name() + "\n");
            Files.writeString(host.disk.root().resolve("etc/hosts"),
                    "127.0.0.1 localhost\n::1 localhost\n%s lab.test\n".formatted(network.gateway()));
            host.powerOn();
            return host;
        } catch (IOException | RuntimeException | AssertionError e) {
            host.close();
            throw new IllegalStateException("test host %s did not boot".formatted(slot.name()), e);
        }
    }

    /** Boots what {@link #powerCut} or {@link #shutdown} stopped, with the disk as it was left. */
    public void powerOn() {
        try {
            long start = System.nanoTime();
            launch();
            Await.until("a PID 1 in " + name(), BOOT, this::findInit, this::console);
            awaitRunning(BOOT);
            LOG.info("{} is running after {} ms; enter it with: {}", name(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis(), door());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() throws IOException {
        Path console = slot.folder().resolve("console.log");
        Process process = Command.of(launcher()).start(ProcessBuilder.Redirect.appendTo(console.toFile()));
        nspawn = process;
        boots.incrementAndGet();
        var _ = process.onExit().thenAccept(this::ended);
    }

    /** A reboot from inside ends nspawn with a code of its own, which asks its supervisor to start it again: that is us. */
    private void ended(Process process) {
        LOG.info("{}: systemd-nspawn ended with {}", name(), process.exitValue());
        if (process.exitValue() == REBOOT) {
            try {
                cgroups.killAll();
                launch();
            } catch (IOException | RuntimeException | AssertionError e) {
                LOG.error("{} did not come back from a reboot", name(), e);
            }
        }
    }

    private List<String> launcher() {
        String script = cgroups.enter()
                + ("exec env -i PATH=\"$PATH\" SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid \"$@\" </dev/null");
        return List.of("sh", "-c", script, "sh", "systemd-nspawn", "--register=no", "--keep-unit", "--quiet",
                "--boot", "--machine=" + name(), "--directory=" + disk.root(), "--console=pipe", "--resolv-conf=off",
                "--timezone=off", "--link-journal=no", "--network-namespace-path=/run/netns/" + network.namespace(),
                "--bind-ro=" + System.getProperty("java.home") + ":/usr/lib/jvm/java-25",
                "--bind=" + shared() + ":/srv/lab");
    }

    private boolean findInit() {
        Process process = nspawn;
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("systemd-nspawn ended: " + console());
        }
        return init().isPresent();
    }

    /**
     * The host's PID 1, asked anew each time: it is another one after a reboot from inside, and a number that is no longer
     * its would let a command loose on the machine.
     */
    private OptionalLong init() {
        Process process = nspawn;
        if (process == null || !process.isAlive()) {
            return OptionalLong.empty();
        }
        Path children = Path.of("/proc/%1$d/task/%1$d/children".formatted(process.pid()));
        try {
            return Stream.of(Files.readString(children).split(" ")).filter(pid -> !pid.isBlank())
                    .mapToLong(Long::parseLong)
                    .filter(pid -> comm(pid).equals("systemd")).findFirst();
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
    }

    private static String comm(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "comm")).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    /** Waits until systemd has started everything; a failed unit is reported, with its journal. */
    public void awaitRunning(Duration deadline) {
        Await.until(name() + " is running", deadline, () -> {
            String state = state();
            if (state.equals("degraded")) {
                throw new AssertionError(
                        name() + " is degraded: " + exec("systemctl", "--failed", "--no-pager") + journal());
            }
            return state.equals("running");
        }, this::console);
    }

    private String state() {
        try {
            return exec("systemctl", "is-system-running").line();
        } catch (IllegalStateException off) {
            return "off";
        }
    }

    /** How often it was booted, reboots from inside included. */
    public int boots() {
        return boots.get();
    }

    public boolean isOn() {
        return init().isPresent();
    }

    public String name() {
        return slot.name();
    }

    /** The address that the machine reaches this host at. */
    public String address() {
        return network.address();
    }

    /** What it started from. */
    HostImage image() {
        return image;
    }

    HostNetwork network() {
        return network;
    }

    /** A folder of the machine that the host sees as {@code /srv/lab}. */
    public Path shared() {
        return slot.folder().resolve("shared");
    }

    /** Runs a command inside, as root, with a clean environment, in {@code /}. */
    public ExecResult exec(String... argv) {
        return run(Command.of(argv));
    }

    public ExecResult execOk(String... argv) {
        return exec(argv).orFail();
    }

    /** Runs lines of shell inside; stops at the first that fails. */
    public ExecResult shell(String script) {
        return run(Command.of("bash", "-euo", "pipefail", "-c", script));
    }

    /** Runs a command inside, with its own environment, input and limit. */
    public ExecResult run(Command command) {
        var inside = new ArrayList<>(enter());
        inside.addAll(List.of("env", "-i", "PATH=" + PATH, "HOME=/root", "USER=root", "LOGNAME=root", "LANG=C.UTF-8"));
        command.environment().forEach((name, value) -> inside.add(name + "=" + value));
        return new Command(command.argv(), Map.of(), command.input(), command.limit()).behind(inside).run();
    }

    /** For a person at a terminal. */
    private String door() {
        return "nsenter -t %d -a bash".formatted(pid());
    }

    /**
     * Not nsenter's own fork: it stops itself when its child is stopped, and systemd stops every process on its way down, so
     * that nsenter would sleep for ever, its dead child unreaped, and the host could not end.
     */
    List<String> enter() {
        return List.of("nsenter", "-t", String.valueOf(pid()), "-a", "--no-fork", "--", "/bin/sh", "-c",
                "\"$@\"; exit $?", "enter");
    }

    private long pid() {
        return init().orElseThrow(() -> new IllegalStateException(name() + " is off"));
    }

    /** Writes a file inside, making its folders; {@code mode} in octal digits. */
    public void write(String path, String text, String mode) {
        run(Command.of("install", "-D", "-m", mode, "/dev/stdin", path).input(text)).orFail();
    }

    public String read(String path) {
        return execOk("cat", path).stdout();
    }

    public boolean exists(String path) {
        return exec("test", "-e", path).ok();
    }

    /** Copies a folder of the machine into a folder of the host, both named whole; owned by root there. */
    public void copyIn(Path folder, String target) {
        execOk("mkdir", "-p", target);
        var argv = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c",
                "tar -c --owner=0 --group=0 -C \"$1\" . | \"${@:3}\" tar -x -C \"$2\"", "copy", folder.toString(),
                target));
        argv.addAll(enter());
        Command.of(argv).runOk();
    }

    /** SIGKILL for a unit's main process. */
    public void kill9(String unit) {
        execOk("systemctl", "kill", "--kill-whom=main", "--signal=KILL", unit);
    }

    /** An orderly stop of everything, as {@code poweroff} does. */
    public void shutdown() {
        Process process = nspawn;
        if (process == null) {
            return;
        }
        process.destroy();
        if (!waitFor(process, Duration.ofSeconds(60))) {
            LOG.warn("{} did not shut down in a minute: {}", name(), console());
        }
        powerCut();
    }

    /**
     * Every process of the host dies at once, as at a power cut. What was written stays, synced or not: the machine's
     * page cache has not lost its power.
     */
    public void powerCut() {
        Process process = nspawn;
        if (process == null) {
            return;
        }
        init().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        process.destroyForcibly();
        waitFor(process, Duration.ofSeconds(20));
        cgroups.killAll();
        nspawn = null;
    }

    public void reboot() {
        shutdown();
        powerOn();
    }

    /** From now on the host reaches nothing, and nothing but its own loopback reaches it. */
    public void unplug() {
        network.link("down");
    }

    public void plugIn() {
        network.link("up");
    }

    private static boolean waitFor(Process process, Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The last lines of the journal, for a failure's message. */
    public String journal() {
        return init().isEmpty()
                ? name() + " is off"
                : exec("journalctl", "--no-pager", "-n", "200", "-o", "short-precise").stdout();
    }

    private String console() {
        try {
            List<String> lines = Files.readAllLines(slot.folder().resolve("console.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    /** Kills and removes everything, whatever state it is in. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
        if (LabCache.environment("TOWLINE_LAB_KEEP").isPresent() && nspawn != null) {
            LOG.warn("{} is kept until the next test run; enter it with: {}", name(), door());
        } else {
            remove();
        }
    }

    private void remove() {
        try (slot) {
            powerCut();
            cgroups.killAll();
            new Cgroups(name() + "-load").killAll();
            network.remove();
            disk.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
