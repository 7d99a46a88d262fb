package dev.towline.release;

import dev.towline.apply.Refused;
import dev.towline.apply.StepFailed.Fault;
import dev.towline.apply.Work;
import dev.towline.budget.Budget;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Environment;
import dev.towline.source.Snapshot;
import dev.towline.source.SourceException;
import java.util.List;

/**
 * Builds a release, or the environment that releases share, and marks it complete. An incomplete one is built anew.
 *
 * <p>
 * The release's own folder is root's from the beginning: what systemd reads as root (the env file), what nginx goes through
 * ({@code public}) and the mark that says it is complete cannot be exchanged by a build, which runs as the site's user and may write
 * {@code app}, {@code public} and what the component names besides (decision 14).
 */
public final class ReleaseBuilder {
    private final Host host;
    private final AppTrees apps;
    private final BuildJobs jobs;
    private final SpaceNeeded space;

    /** @param leastBytes free bytes below which no build begins */
    public ReleaseBuilder(Host host, AppTrees apps, long leastBytes) {
        this.host = host;
        this.apps = apps;
        this.jobs = new BuildJobs(host);
        this.space = new SpaceNeeded(host, leastBytes);
    }

    /** Builds the environment in its final place, because one that is moved breaks. */
    public void environment(RenderedRelease release, Work work) {
        Environment environment = release.environment().orElseThrow();
        orNothing(List.of(environment.path(), environment.path() + ".inputs"), () -> build(environment, release, work));
    }

    private void build(Environment environment, RenderedRelease release, Work work) {
        space.require(release);
        folders(release, release.home() + "/venvs");
        begin(release, environment.path());
        String inputs = environment.path() + ".inputs";
        begin(release, inputs);
        layOut(release, inputs, work);
        for (BuildStep step : environment.steps()) {
            jobs.environment(release, "env", step, folder(inputs, release),
                    List.of(environment.path(), inputs), work);
        }
        host.files().deleteTree(inputs);
        // From here on it is shared: what a release is running from must not be exchanged by the build of another.
        host.files().setOwnership(environment.path(), shut(release));
        complete(environment.path());
    }

    public void release(RenderedRelease release, Work work) {
        orNothing(List.of(release.path()), () -> build(release, work));
    }

    /** What a refused build leaves would fill the disk, one broken commit after the other. */
    private void orNothing(List<String> folders, Runnable build) {
        try {
            build.run();
        } catch (Refused e) {
            folders.forEach(host.files()::deleteTree);
            throw e;
        }
    }

    private void build(RenderedRelease release, Work work) {
        space.require(release);
        folders(release, release.home() + "/releases");
        host.files().deleteTree(release.path());
        host.files().makeDirectory(release.path(), shut(release));
        for (String folder : release.buildFolders()) {
            host.files().makeDirectory(folder, new Ownership(release.user(), release.group(), 0750));
        }
        layOut(release, release.app(""), work);
        release.environment().ifPresent(
                environment -> host.files().link(release.path() + "/" + RenderedRelease.ENVIRONMENT,
                        environment.path()));
        for (RenderedFile file : release.files()) {
            parents(release, file.path());
            host.files().write(file.path(), file.content().bytes(), file.ownership());
        }
        for (BuildStep step : release.build()) {
            jobs.run(release, "build", step, release.app(release.appFolder()), release.buildFolders(), work);
        }
        for (BuildStep step : release.checks()) {
            jobs.run(release, "build", step, release.app(release.appFolder()), release.buildFolders(), work);
        }
        complete(release.path());
    }

    /** Root's; the site's user may look, and nginx may pass through. */
    private static Ownership shut(RenderedRelease release) {
        return new Ownership("root", release.user(), 0751);
    }

    private void folders(RenderedRelease release, String folder) {
        for (String path : List.of(release.home(), folder)) {
            if (host.files().stat(path).isEmpty()) {
                host.files().makeDirectory(path, new Ownership("root", "root", 0755));
            }
        }
    }

    /** What an earlier try left goes first. */
    private void begin(RenderedRelease release, String folder) {
        host.files().deleteTree(folder);
        host.files().makeDirectory(folder, new Ownership(release.user(), release.group(), 0750));
    }

    private void layOut(RenderedRelease release, String folder, Work work) {
        host.files().makeDirectory(folder, new Ownership(release.user(), release.user(), 0750));
        try {
            Snapshot snapshot = apps.app(work.target(), release.app());
            snapshot.skippedSubmodules().forEach(path -> work.output().accept("left out: " + path + " is a submodule"));
            snapshot.writeTo(new HostTree(host.files(), folder, release.user()), "");
        } catch (SourceException e) {
            throw new Refused(Fault.REVISION,
                    "the files of " + release.app() + " cannot be laid out: " + e.getMessage());
        }
    }

    private static String folder(String base, RenderedRelease release) {
        return release.appFolder().isEmpty() ? base : base + "/" + release.appFolder();
    }

    private void parents(RenderedRelease release, String path) {
        int slash = path.indexOf('/', release.path().length() + 1);
        while (slash > 0) {
            String part = path.substring(0, slash);
            if (host.files().stat(part).isEmpty()) {
                host.files().makeDirectory(part, release.exchangeable(part)
                        ? new Ownership(release.user(), release.group(), 0750)
                        : shut(release));
            }
            slash = path.indexOf('/', slash + 1);
        }
    }

    /** What is here is measured, copied and removed again and again. */
    private void refuseBeyondBudget(String folder) {
        HostFiles.Usage made = host.files().usage(folder);
        if (made.tooDeep()) {
            throw new Refused(Fault.REVISION, "the build made folders that are nested deeper than "
                    + Budget.BUILD_DEPTH.text() + " in " + folder + "; such a release could not be handled");
        }
        if (made.tooMany()) {
            throw new Refused(Fault.REVISION, "the build made more than " + Budget.BUILD_FILES.text() + " files in "
                    + folder + "; leave out what the app does not need, for instance caches");
        }
    }

    private void complete(String folder) {
        refuseBeyondBudget(folder);
        host.files().sync(folder);
        host.files().write(folder + "/" + RenderedRelease.COMPLETE, new byte[0], Ownership.root(0644));
    }
}
