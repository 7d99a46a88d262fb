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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the database of a site follows: what its component can do, and what the site wants of it. */
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
                asked && ordered.isEmpty() ? had(spec, saves) : "");
    }

    /** Who asks for order and does not get it is told. */
    private static String had(MigrationPartSpec spec, List<RestoreSource> saves) {
        if (spec.python().isEmpty()) {
            return "a component that does not name its interpreter ('migrations.python')";
        }
        return saves.isEmpty()
                ? "no database in the host's own PostgreSQL"
                : "not one database in the host's own PostgreSQL but " + saves.stream().map(save -> switch (save) {
                    case RestoreSource.Postgres postgres -> "the database " + postgres.database();
                    case RestoreSource.Sqlite sqlite -> "the file " + sqlite.path();
                }).collect(Collectors.joining(" and "));
    }

    private static List<RestoreSource> saves(MigrationPartSpec spec, Scope scope) throws RenderException {
        List<RestoreSource> saves = new ArrayList<>();
        for (SaveSpec save : spec.saves()) {
            if (!scope.wanted(save.when().orElse(null))) {
                continue;
            }
            saves.add(switch (save) {
                case SaveSpec.Postgresql postgresql -> new RestoreSource.Postgres(scope.line(postgresql.postgresql()));
                case SaveSpec.Sqlite sqlite -> new RestoreSource.Sqlite(scope.path(sqlite.sqlite()));
            });
        }
        return saves;
    }

    /** A database elsewhere, or a SQLite file, has no shadow here: its migrations run as they are, and the plan says so. */
    private Optional<Ordered> ordered(MigrationPartSpec spec, List<RestoreSource> saves) {
        if (wanted.engine() != MigrationSpec.Engine.DJANGO || saves.size() != 1
                || !(saves.getFirst() instanceof RestoreSource.Postgres postgres)) {
            return Optional.empty();
        }
        ContractPolicy policy = switch (wanted.contract()) {
            case NEXT_RELEASE -> ContractPolicy.NEXT_RELEASE;
            case AFTER_SOAK -> ContractPolicy.AFTER_SOAK;
            case MANUAL -> ContractPolicy.MANUAL;
        };
        return spec.python().map(Located::value).map(RelativePath::value).map(python -> new Ordered(python,
                postgres.database(), home + "/migrations", policy, wanted.lockTimeout(), wanted.permits(),
                wanted.overrides()));
    }
}
