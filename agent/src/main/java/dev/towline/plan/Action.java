package dev.towline.plan;

import dev.towline.health.Endpoint;
import dev.towline.health.HealthCheck;
import dev.towline.host.Account;
import dev.towline.host.Digest;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.SetupCommand;
import dev.towline.render.Validator;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One effect on the host. Its inverse is found by whoever does it, from what is there just before. */
public sealed interface Action {
    /** In a few words: verb and object, no secrets. */
    String describe();

    /** A program must accept these files before any of them is put in place. */
    record Validate(Validator validator, List<RenderedFile> files, List<String> removed) implements Action {
        public Validate {
            files = List.copyOf(files);
            removed = List.copyOf(removed);
        }

        @Override
        public String describe() {
            return "check with " + validator.name();
        }
    }

    record InstallPackages(List<String> names) implements Action {
        public InstallPackages {
            names = List.copyOf(names);
        }

        @Override
        public String describe() {
            return "install " + String.join(" ", names);
        }
    }

    record CreateUser(Account account) implements Action {
        @Override
        public String describe() {
            return "create user " + account.name();
        }
    }

    record JoinGroups(Account account) implements Action {
        @Override
        public String describe() {
            return "add user " + account.name() + " to " + String.join(", ", account.groups());
        }
    }

    record PutDirectory(String path, Ownership ownership) implements Action {
        @Override
        public String describe() {
            return "make folder " + path;
        }
    }

    /** {@code replaced} is null where nothing was there. */
    record PutFile(RenderedFile file, @Nullable Digest replaced) implements Action {
        @Override
        public String describe() {
            return (replaced == null ? "write " : "change ") + file.path();
        }
    }

    record PutLink(String path, String target) implements Action {
        @Override
        public String describe() {
            return "link " + path + " to " + target;
        }
    }

    record PutOwnership(String path, Ownership ownership) implements Action {
        @Override
        public String describe() {
            return "set " + ownership + " on " + path;
        }
    }

    /** Removes a file, link or empty folder that is ours; gives an adopted original back. */
    record Remove(String path, @Nullable String original, @Nullable Ownership originalOwnership) implements Action {
        @Override
        public String describe() {
            return (original == null ? "remove " : "give back the original of ") + path;
        }
    }

    /** Removes a release, environment or other folder of ours with all in it. */
    record RemoveTree(String path) implements Action {
        @Override
        public String describe() {
            return "remove " + path;
        }
    }

    record Setup(SetupCommand command) implements Action {
        @Override
        public String describe() {
            return "run " + command.name();
        }
    }

    /** A repeatable command that takes changed files in. */
    record Run(List<String> argv) implements Action {
        public Run {
            argv = List.copyOf(argv);
        }

        @Override
        public String describe() {
            return "run " + String.join(" ", argv);
        }
    }

    /** Role, database and extensions; what exists is left as it is but for the password. */
    record PutDatabase(RenderedDatabase database) implements Action {
        @Override
        public String describe() {
            return "make database " + database.name() + " of role " + database.role();
        }
    }

    /** Something done to a unit. */
    record Unit(String unit, Verb verb) implements Action {
        @Override
        public String describe() {
            return verb + " " + unit;
        }
    }

    /** What may be done to a unit. */
    enum Verb {
        ENABLE, DISABLE, START, STOP, RESTART, RELOAD;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    record ReloadDefinitions() implements Action {
        @Override
        public String describe() {
            return "reload unit definitions";
        }
    }

    /** Does nothing now; when the deployment is undone, the unit follows its files back. Stands before the files. */
    record OnUndo(String unit, Verb verb) implements Action {
        @Override
        public String describe() {
            return "if undone, " + verb + " " + unit;
        }
    }

    /** As {@link OnUndo}, for unit definitions. */
    record DefinitionsOnUndo() implements Action {
        @Override
        public String describe() {
            return "if undone, reload unit definitions";
        }
    }

    /** As {@link OnUndo}, for a repeatable command. */
    record RunOnUndo(List<String> argv) implements Action {
        public RunOnUndo {
            argv = List.copyOf(argv);
        }

        @Override
        public String describe() {
            return "if undone, run " + String.join(" ", argv);
        }
    }

    /** Builds what several releases share, in its final place, unless it is complete. */
    record BuildEnvironment(RenderedRelease release) implements Action {
        @Override
        public String describe() {
            return "build environment " + release.environment().map(RenderedRelease.Environment::digest).orElse("");
        }
    }

    /** Lays out the app's files and its own, runs the build steps and checks, and marks the release complete. */
    record BuildRelease(RenderedRelease release) implements Action {
        @Override
        public String describe() {
            return "build release " + release.id();
        }
    }

    /** Saves the databases when migrations are pending. */
    record Save(RenderedRelease release) implements Action {
        @Override
        public String describe() {
            return "take a restore point before " + release.id();
        }
    }

    /**
     * Takes away what was kept for code that no longer runs, as far as nobody needs it.
     *
     * @param running folder of the release that serves, whose code must go on working
     * @param newer whether {@code release} is about to follow it
     */
    record Contract(RenderedRelease release, String running, boolean newer) implements Action {
        @Override
        public String describe() {
            return "contract what only releases before " + running.substring(running.lastIndexOf('/') + 1) + " needed";
        }
    }

    /** The last process of the release before has ended: what its writes made necessary again is done, as far as declared. */
    record SettleMigrations(RenderedRelease release) implements Action {
        @Override
        public String describe() {
            return "settle the migrations of " + release.id();
        }
    }

    /**
     * Judges all pending migrations on a shadow of the database; nothing real is changed.
     *
     * @param running folder of the release that serves now and must go on working, or null
     * @param maintenance whether they run as they are, because no code runs meanwhile
     */
    record JudgeMigrations(RenderedRelease release, @Nullable String running, boolean maintenance) implements Action {
        @Override
        public String describe() {
            return "judge the migrations of " + release.id();
        }
    }

    /** Changes nothing; where this is undone, somebody listens on the socket again before more is undone. */
    record ListeningOnUndo(String socket) implements Action {
        @Override
        public String describe() {
            return "if undone, wait until somebody listens on " + socket;
        }
    }

    /** Changes nothing; where this is undone, the databases are put back as the restore point of this release has them. */
    record PutBackOnUndo(RenderedRelease release) implements Action {
        @Override
        public String describe() {
            return "if undone, put the database back as it was before " + release.id();
        }
    }

    /**
     * Runs the pending migrations, once.
     *
     * @param maintenance as they are, old code being stopped
     */
    record Migrate(RenderedRelease release, boolean maintenance) implements Action {
        @Override
        public String describe() {
            return "migrate for " + release.id();
        }
    }

    /**
     * Waits until the checks pass often enough in a row, or fails. Nothing is changed.
     *
     * @param web who is asked by checks without an endpoint of their own: a slot's socket, or the front of the site; null where
     *     there is no web process
     * @param soak how long it must stay so afterwards
     */
    record AwaitHealthy(String what, List<HealthCheck> checks, @Nullable Endpoint web, int passes, Duration interval,
            Duration deadline, Duration soak) implements Action {
        public AwaitHealthy {
            checks = List.copyOf(checks);
        }

        @Override
        public String describe() {
            return "await health of " + what;
        }
    }

    /** Asks each check of the release that serves, before its database changes: only what is good now is asked again after it. */
    record AskBefore(List<HealthCheck> checks, @Nullable Endpoint web) implements Action {
        public AskBefore {
            checks = List.copyOf(checks);
        }

        @Override
        public String describe() {
            return "ask the running release, if its database is about to change";
        }
    }

    /** Waits until the release that serves passes again what it passed before its database changed, or fails. */
    record AwaitUnharmed(List<HealthCheck> checks, @Nullable Endpoint web, Duration interval, Duration deadline)
            implements
                Action {
        public AwaitUnharmed {
            checks = List.copyOf(checks);
        }

        @Override
        public String describe() {
            return "await health of the running release, if its database has changed";
        }
    }

    /** Waits until the socket's connections have ended, up to the cap. */
    record Drain(String socket, Duration cap) implements Action {
        @Override
        public String describe() {
            return "let requests on " + socket + " end";
        }
    }
}
