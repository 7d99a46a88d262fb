package dev.towline.render;

import dev.towline.desired.ComponentSpec.MigrationPartSpec;
import dev.towline.desired.ComponentSpec.SaveSpec;
import dev.towline.desired.Located;
import dev.towline.desired.MigrationSpec;
import dev.towline.desired.RelativePath;
import dev.towline.render.RenderedRelease.BuildStep;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Migration;
import dev.towline.render.RenderedRelease.Ordered;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        boolean asked = wanted.engine() == MigrationSpec.Engine.DJANGO;
        return new Migration(
                new BuildStep("pending migrations", scope.argv(spec.pending().run()), spec.pending().timeout()),
                new BuildStep("migrate", scope.argv(spec.run().run()), spec.run().timeout()), saves, ordered,
                asked && ordered.isEmpty() ? had(spec) : "");
    }

    /** Who asks for order and does not get it is told. */
    private static String had(MigrationPartSpec spec) {
        return spec.python().isEmpty()
                ? "a component that does not name its interpreter ('migrations.python')"
                : "no database of its own that is saved before ('migrations.saves' of its component)";
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

    /** What is not saved could not be put back: without any, migrations run as they are, and the plan says so. */
    private Optional<Ordered> ordered(MigrationPartSpec spec, List<RestoreSource> saves) {
        if (wanted.engine() != MigrationSpec.Engine.DJANGO || saves.isEmpty()) {
            return Optional.empty();
        }
        ContractPolicy policy = switch (wanted.contract()) {
            case NEXT_RELEASE -> ContractPolicy.NEXT_RELEASE;
            case AFTER_SOAK -> ContractPolicy.AFTER_SOAK;
            case MANUAL -> ContractPolicy.MANUAL;
        };
        return spec.python().map(Located::value).map(RelativePath::value).map(python -> new Ordered(python,
                saves, home + "/migrations", policy, wanted.lockTimeout(), wanted.permits(),
                wanted.overrides()));
    }
}
