package dev.towline.render;

import dev.towline.desired.AppSpec;
import dev.towline.desired.ByteSize;
import dev.towline.desired.Component;
import dev.towline.desired.ComponentSpec.ReleaseFileSpec;
import dev.towline.desired.ComponentSpec.ReleasePartSpec;
import dev.towline.desired.LimitsSpec;
import dev.towline.desired.Place;
import dev.towline.desired.RelativePath;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Template;
import dev.towline.host.Digest;
import dev.towline.host.JobLimits;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.Environment;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Strategy;
import dev.towline.source.Revision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a site's release. All of it is rendered twice: under a name that stands for any, which gives the digest of the
 * settings, and then under the name that is made from the commit and that digest.
 */
final class ReleaseMaker {
    private static final Revision NONE = Revision.of("0".repeat(40));
    /** Goes into the digest of the settings, so that what lies on disk in an older layout is built anew and not run for ever. */
    private static final String LAYOUT = "the release's folder is root's";
    private static final String NO_ID = "0000000-00000000";

    /** A component with what its templates see and how its files are made. */
    record Part(Component component, Scope scope, FileMaker files, Walls walls) {}

    private final TargetSpec target;
    private final SiteSpec site;
    private final AppSpec app;
    private final List<Part> parts;
    private final Problems problems;
    private final String home;
    private final String run;

    ReleaseMaker(TargetSpec target, SiteSpec site, AppSpec app, List<Part> parts, Problems problems, Context context) {
        this.target = target;
        this.site = site;
        this.app = app;
        this.parts = parts;
        this.problems = problems;
        this.home = context.home(target.name());
        this.run = context.run(target.name());
    }

    Optional<RenderedRelease> make(EnvironmentMaker environments, AppTree tree) {
        Optional<Environment> environment = environment(environments);
        boolean shared = parts.stream().anyMatch(p -> p.component().spec().environment().isPresent());
        if (shared && environment.isEmpty()) {
            return Optional.empty();
        }
        Revision revision = switch (tree) {
            case AppTree.At at -> at.snapshot().revision();
            case AppTree.StandIn _ -> NONE;
        };
        if (tree instanceof AppTree.At at) {
            ServedFolders.refusal(app, at.snapshot())
                    .ifPresent(no -> problems.add(Place.of(target.file()).problem(no.message(), no.remedy())));
        }
        Optional<RenderedRelease> draft = release(NO_ID, NONE, Digest.of(""), environment);
        if (draft.isEmpty() || !problems.isEmpty()) {
            return Optional.empty();
        }
        Digest settings = settings(draft.get());
        String id = revision.commit().substring(0, 7) + "-" + settings.hex().substring(0, 8);
        return release(id, revision, settings, environment);
    }

    private Optional<Environment> environment(EnvironmentMaker environments) {
        for (Part part : parts) {
            if (part.component().spec().environment().isPresent()) {
                return problems.attempt(part.component().place(), () -> environments.make(part.component(),
                        part.component().spec().environment().get(), part.scope(), part.walls(), home, app));
            }
        }
        return Optional.empty();
    }

    /** How many releases are kept, how long connections may drain and what commands may use makes no other release. */
    private static Digest settings(RenderedRelease draft) {
        return Fingerprint.of(LAYOUT, draft.folders(), draft.appFolder(), draft.user(), draft.group(), draft.strategy(),
                draft.environment(),
                draft.files(),
                draft.environmentFiles(), draft.writable(), draft.build(), draft.checks(),
                draft.migration().map(m -> List.of(m.pending(), m.run(), m.saves(), m.ordered().isPresent())),
                draft.background(),
                draft.web().map(w -> List.of(w.name(), w.blue(), w.green(), w.currentSocket())));
    }

    private Optional<RenderedRelease> release(String id, Revision revision, Digest settings,
            Optional<Environment> environment) {
        String path = home + "/releases/" + id;
        Map<String, Object> known = known(id, revision, path, app, environment);
        List<RenderedFile> files = new ArrayList<>();
        List<String> environmentFiles = new ArrayList<>();
        Map<String, Object> names = new LinkedHashMap<>();
        for (Part part : parts) {
            Scope scope = part.scope().with(Map.of("release", known));
            for (ReleaseFileSpec spec : part.component().spec().release().map(ReleasePartSpec::files)
                    .orElse(List.of())) {
                problems.attempt(spec.path().at(),
                        () -> part.walls().releaseFile(part.files().releaseFile(spec, scope, path)))
                        .ifPresent(file -> {
                            files.add(file);
                            names.put(file.path().substring(path.length() + 1), file.path());
                            if (spec.environment()) {
                                environmentFiles.add(file.path());
                            }
                        });
            }
        }
        Map<String, Object> complete = new LinkedHashMap<>(known);
        complete.put("files", names);
        complete.put("environment_files", List.copyOf(environmentFiles));
        Draft draft = new Draft();
        ProcessMaker processes = new ProcessMaker(target, site, run, problems);
        for (Part part : parts) {
            Scope scope = part.scope().with(Map.of("release", complete));
            part.component().spec().release()
                    .ifPresent(release -> problems.attempt(part.component().place(),
                            () -> draft.add(release, scope, part,
                                    new MigrationMaker(site.migrations(), home))));
            processes.add(part, scope);
        }
        Strategy strategy = switch (site.release().strategy()) {
            case BLUE_GREEN -> Strategy.BLUE_GREEN;
            case RESTART -> Strategy.RESTART;
        };
        return problems.attempt(Place.of(target.file()), () -> new RenderedRelease(id, revision, settings, home, path,
                app.path().map(RelativePath::value).orElse(""), target.user(), draft.group, strategy, environment,
                files,
                environmentFiles, draft.writable, draft.build, draft.checks, Optional.ofNullable(draft.migration),
                processes.web(),
                processes.background(), home + "/current", home + "/previous", site.release().keep(),
                List.copyOf(draft.folders), limits(site.release().limits())));
    }

    private static RenderedRelease.Limits limits(LimitsSpec wanted) {
        OptionalLong memory = wanted.memory().stream().mapToLong(ByteSize::bytes).findFirst();
        return new RenderedRelease.Limits(wanted.time(),
                new JobLimits(memory, wanted.tasks(), wanted.output().bytes()));
    }

    private static Map<String, Object> known(String id, Revision revision, String path, AppSpec app,
            Optional<Environment> environment) {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("id", id);
        known.put("path", path);
        known.put("app", path + "/app" + app.path().map(p -> "/" + p.value()).orElse(""));
        known.put("revision", revision.commit());
        environment.ifPresent(e -> known.put("environment", e.path()));
        return known;
    }

    /** What several components add up to. */
    private static final class Draft {
        private final List<BuildStep> build = new ArrayList<>();
        private final List<BuildStep> checks = new ArrayList<>();
        private final List<String> writable = new ArrayList<>();
        private final Set<String> folders = new LinkedHashSet<>(List.of(RenderedRelease.PUBLIC));
        private String group = "www-data";
        private @Nullable Migration migration;

        boolean add(ReleasePartSpec part, Scope scope, Part from, MigrationMaker migrations)
                throws RenderException {
            if (part.group().isPresent()) {
                group = scope.account(part.group().get());
                from.walls().group(group);
            }
            build.addAll(Steps.of(part.build(), scope, from.component()));
            checks.addAll(Steps.of(part.checks(), scope, from.component()));
            List<String> besides = scope.paths(part.writable());
            from.walls().writable(besides);
            writable.addAll(besides);
            for (Template folder : part.folders()) {
                folders.add(scope.line(folder));
            }
            if (part.migrations().isPresent()) {
                migration = migrations.make(part.migrations().get(), scope);
                from.walls().saves(migration.saves());
            }
            return true;
        }
    }
}
