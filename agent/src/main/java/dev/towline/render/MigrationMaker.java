package dev.towline.render;

import dev.towline.desired.ComponentSpec.MigrationCommand;
import dev.towline.desired.ComponentSpec.MigrationPartSpec;
import dev.towline.desired.ComponentSpec.SaveSpec;
import dev.towline.desired.Located;
import dev.towline.desired.MigrationSpec;
import dev.towline.desired.RelativePath;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Engine;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the databases of a site follow: what its component can do, and what the site wants of it. */
final class MigrationMaker {
    private final MigrationSpec wanted;
    private final String home;

    MigrationMaker(MigrationSpec wanted, String home) {
        this.wanted = wanted;
        this.home = home;
    }

    Migration make(MigrationPartSpec spec, Scope scope) throws RenderException {
        List<RestoreSource> saves = saves(spec, scope);
        Optional<Ordered> ordered = ordered(spec, saves);
        boolean asked = wanted.engine() != MigrationSpec.Engine.NONE;
        return new Migration(step("pending migrations", spec.pending(), scope), step("migrate", spec.run(), scope),
                saves, ordered, asked && ordered.isEmpty() ? had(spec, saves) : "");
    }

    private static BuildStep step(String name, Optional<MigrationCommand> command, Scope scope) throws RenderException {
        return command.isPresent()
                ? new BuildStep(name, scope.argv(command.get().run()), command.get().timeout())
                : new BuildStep(name, List.of(), Duration.ZERO);
    }

    /** Who asks for order and does not get it is told. */
    private String had(MigrationPartSpec spec, List<RestoreSource> saves) {
        if (wanted.engine() == MigrationSpec.Engine.DJANGO && spec.python().isEmpty()) {
            return "a component that does not name its interpreter ('migrations.python')";
        }
        return saves.isEmpty()
                ? "no database of its own that is saved before ('migrations.saves' of its component)"
                : "not one database in the host's own PostgreSQL but "
                        + saves.stream().map(RestoreSource::place).collect(Collectors.joining(" and "));
    }

    private static List<RestoreSource> saves(MigrationPartSpec spec, Scope scope) throws RenderException {
        Set<RestoreSource> saves = new LinkedHashSet<>();
        for (SaveSpec save : spec.saves()) {
            if (!scope.wanted(save.when().orElse(null))) {
                continue;
            }
            switch (save) {
                case SaveSpec.Postgresql postgresql ->
                    scope.words(postgresql.postgresql()).forEach(name -> saves.add(new RestoreSource.Postgres(name)));
                case SaveSpec.Sqlite sqlite -> {
                    RestoreSource.Sqlite file = new RestoreSource.Sqlite(scope.path(sqlite.sqlite()));
                    if (saves.stream().anyMatch(other -> isNamedLike(other, file))) {
                        throw new RenderException(List.of(sqlite.sqlite().at().problem(
                                "two SQLite files have the name of " + file.path()
                                        + ", by which their restore points are known",
                                "give one of them another name")));
                    }
                    saves.add(file);
                }
            }
        }
        return List.copyOf(saves);
    }

    private static boolean isNamedLike(RestoreSource other, RestoreSource.Sqlite file) {
        return other instanceof RestoreSource.Sqlite && !other.equals(file)
                && other.place().endsWith(file.path().substring(file.path().lastIndexOf('/')));
    }

    /**
     * What is not saved could not be put back: without any, migrations run as they are, and the plan says so. SQL files are for one
     * database of PostgreSQL, and there is nobody else who could run them.
     */
    private Optional<Ordered> ordered(MigrationPartSpec spec, List<RestoreSource> saves) throws RenderException {
        Optional<Engine> engine = engine(spec);
        if (engine.isEmpty() || saves.isEmpty() && engine.get() instanceof Engine.Django) {
            return Optional.empty();
        }
        boolean one = saves.size() == 1 && saves.getFirst() instanceof RestoreSource.Postgres;
        if (!one && engine.get() instanceof Engine.SqlFiles) {
            if (spec.run().isEmpty()) {
                throw new RenderException(List.of(spec.files().orElseThrow().folder().at().problem(
                        "SQL files are run in one database of the host's own PostgreSQL, and the site has "
                                + had(spec, saves),
                        "name that one in 'saves', or give 'pending' and 'run', commands of the app's own")));
            }
            return Optional.empty();
        }
        ContractPolicy policy = switch (wanted.contract()) {
            case NEXT_RELEASE -> ContractPolicy.NEXT_RELEASE;
            case AFTER_SOAK -> ContractPolicy.AFTER_SOAK;
            case MANUAL -> ContractPolicy.MANUAL;
        };
        return engine.map(of -> new Ordered(of, saves, home + "/migrations", policy, wanted.lockTimeout(),
                wanted.permits(), wanted.overrides()));
    }

    private Optional<Engine> engine(MigrationPartSpec spec) {
        return switch (wanted.engine()) {
            case NONE -> Optional.empty();
            case DJANGO -> spec.python().map(Located::value).map(RelativePath::value).map(Engine.Django::new);
            case SQL -> spec.files().map(files -> new Engine.SqlFiles(files.folder().value().value(), files.url(),
                    wanted.baseline().orElse(0), files.timeout()));
        };
    }
}
