package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.UnitState.Active;
import dev.towline.host.linux.ProcessTree;
import dev.towline.host.linux.Waits;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service and the watch over its main process. Every change of state happens under the lock; each start and stop makes what
 * older ones find out void (their generation has passed). What is seen from outside is published, so that a look never waits
 * for a slow start or stop.
 */
final class LocalService {
    private static final Logger LOG = LoggerFactory.getLogger(LocalService.class);

    private final String unit;
    private final UnitFolder folder;
    private final UnitLog log;
    private final PidFile pidFile;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StartLimit limit = new StartLimit();
    private volatile View view;
    private volatile boolean watched;
    private int restarts;
    private int generation;

    LocalService(String unit, UnitFolder folder, UnitLog log, PidFile pidFile, Clock clock) {
        this.unit = unit;
        this.folder = folder;
        this.log = log;
        this.pidFile = pidFile;
        this.clock = clock;
        this.view = pidFile.living().map(pid -> new View(Active.ACTIVE, 0, pid))
                .orElse(new View(Active.INACTIVE, 0, 0));
    }

    /** State, restarts and process at one moment. */
    record View(Active active, int restarts, long pid) {
        boolean hasProcess() {
            return active == Active.ACTIVE || active == Active.ACTIVATING || active == Active.DEACTIVATING;
        }
    }

    View view() {
        log.bound();
        View now = view;
        // A child of another process, which nobody here watches, is looked at anew.
        if (now.active == Active.ACTIVE && now.pid != 0 && !watched && pidFile.living().isEmpty() && lock.tryLock()) {
            try {
                settle(Active.FAILED, 0);
            } finally {
                lock.unlock();
            }
        }
        return view;
    }

    /** Watches what an earlier life of the agent started. */
    void adopt() {
        lock.lock();
        try {
            if (view.active == Active.ACTIVE && !watched) {
                ServiceSpec spec = spec();
                ProcessHandle.of(view.pid).ifPresent(handle -> watch(spec, handle, Optional.empty()));
            }
        } catch (HostException e) {
            LOG.warn("{} still runs, but is not watched: {}", unit, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    void start() {
        lock.lock();
        try {
            if (view().active == Active.ACTIVE) {
                return;
            }
            ServiceSpec spec = spec();
            limit.clear();
            limit.allows(clock.instant(), spec.startLimit(), spec.startLimitInterval());
            restarts = 0;
            begin(spec);
        } finally {
            lock.unlock();
        }
    }

    private ServiceSpec spec() {
        try {
            return ServiceSpec.of(folder.find(unit).orElseThrow(() -> UnitFolder.missing(unit)));
        } catch (UnitProblem e) {
            throw new HostException(Kind.REJECTED, String.valueOf(e.getMessage()), e);
        }
    }

    /** A file that is gone or broken must not keep a service from being stopped. */
    private Optional<ServiceSpec> specIfGood() {
        try {
            return Optional.of(spec());
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    private void begin(ServiceSpec spec) {
        int mine = ++generation;
        changed.signalAll();
        if (!Conditions.hold(spec.conditions())) {
            log.say(unit + " was not started: a condition of its file does not hold");
            settle(Active.INACTIVE, 0);
            return;
        }
        settle(Active.ACTIVATING, 0);
        try {
            ServiceCommands commands = ServiceCommands.of(spec, log);
            commands.runAll(spec.startPre(), 0);
            if (spec.type() == ServiceSpec.Type.ONESHOT) {
                for (ExecLine line : spec.start()) {
                    runToItsEnd(line, commands, mine);
                }
                settle(spec.remainAfterExit() ? Active.ACTIVE : Active.INACTIVE, 0);
            } else {
                Process process = commands.spawn(spec.start().getFirst(), pidFile);
                settle(Active.ACTIVE, process.pid());
                watch(spec, process.toHandle(), Optional.of(process));
            }
            commands.runAll(spec.startPost(), view.pid);
        } catch (HostException e) {
            if (mine == generation) {
                giveUp(spec);
            }
            String lines = log.last(20);
            throw new HostException(e.kind(), unit + " did not start: " + e.getMessage()
                    + (lines.isEmpty() ? "" : "\n" + lines), e);
        }
    }

    private void giveUp(ServiceSpec spec) {
        generation++;
        end(Optional.of(spec));
        settle(Active.FAILED, 0);
    }

    /** Waits without the lock, so that a stop can end it. */
    private void runToItsEnd(ExecLine line, ServiceCommands commands, int mine) {
        Process process = commands.spawn(line, pidFile);
        settle(Active.ACTIVATING, process.pid());
        process.onExit().thenRunAsync(this::signal, Thread::startVirtualThread);
        long left = commands.startTimeout().toNanos();
        try {
            while (process.isAlive() && mine == generation && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waits.cancelled(unit + " ran", e);
        }
        if (mine != generation) {
            throw new HostException(Kind.KILLED, "it was stopped");
        }
        if (process.isAlive()) {
            throw new HostException(Kind.REJECTED, "it took longer than " + commands.startTimeout().toSeconds() + " s");
        }
        pidFile.remove();
        if (process.exitValue() != 0 && !line.mayFail()) {
            throw new HostException(Kind.REJECTED, "it ended with " + Endings.FAILURE.describe(process.exitValue()));
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The process is not our child, and its exit code unknown, where an earlier life of the agent started it. */
    private void watch(ServiceSpec spec, ProcessHandle handle, Optional<Process> child) {
        watched = true;
        int mine = generation;
        handle.onExit().thenRunAsync(() -> exited(spec, mine, child.map(Process::exitValue).orElse(-1)),
                Thread::startVirtualThread);
    }

    /** The main process ended by itself. */
    private void exited(ServiceSpec spec, int of, int code) {
        lock.lock();
        try {
            if (of != generation) {
                return;
            }
            new ProcessTree(view.pid).kill();
            pidFile.remove();
            Endings ending = Endings.of(code, spec.successCodes());
            log.say(unit + ": main process ended, " + ending.describe(code));
            ServiceCommands.of(spec, log).runQuietly(spec.stopPost(), 0);
            if (spec.restart().after(ending == Endings.SUCCESS)) {
                settle(Active.ACTIVATING, 0);
                startAgain(spec);
            } else {
                settle(ending == Endings.SUCCESS ? Active.INACTIVE : Active.FAILED, 0);
            }
        } catch (HostException e) {
            log.say(unit + ": " + e.getMessage());
            if (of == generation) {
                settle(Active.FAILED, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    private void startAgain(ServiceSpec spec) {
        int mine = ++generation;
        long left = spec.restartDelay().toNanos();
        try {
            while (left > 0 && mine == generation) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (mine != generation) {
            return;
        }
        if (!limit.allows(clock.instant(), spec.startLimit(), spec.startLimitInterval())) {
            log.say(unit + ": started " + spec.startLimit() + " times within "
                    + spec.startLimitInterval().toSeconds() + " s, not started again");
            settle(Active.FAILED, 0);
            return;
        }
        restarts++;
        begin(spec);
    }

    void stop() {
        lock.lock();
        try {
            generation++;
            changed.signalAll();
            if (view().hasProcess()) {
                Optional<ServiceSpec> spec = specIfGood();
                long pid = view.pid;
                settle(Active.DEACTIVATING, pid);
                spec.ifPresent(s -> ServiceCommands.of(s, log).runQuietly(s.stop(), pid));
                end(spec);
            }
            settle(Active.INACTIVE, 0);
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<ServiceSpec> spec) {
        if (view.pid != 0) {
            Stopping.end(view.pid, spec);
        }
        pidFile.remove();
        spec.ifPresent(s -> ServiceCommands.of(s, log).runQuietly(s.stopPost(), 0));
    }

    void reload() {
        lock.lock();
        try {
            if (view().active == Active.ACTIVE) {
                ServiceSpec spec = spec();
                if (spec.reload().isEmpty()) {
                    throw new HostException(Kind.REJECTED, unit
                            + " cannot be reloaded: it has no ExecReload=; restart it");
                }
                ServiceCommands.of(spec, log).runAll(spec.reload(), view.pid);
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(Active state, long pid) {
        view = new View(state, restarts, pid);
        if (pid == 0) {
            watched = false;
        }
        changed.signalAll();
    }

    String log(int lines) {
        return log.last(lines);
    }
}
