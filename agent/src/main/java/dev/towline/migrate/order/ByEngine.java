package dev.towline.migrate.order;

import dev.towline.apply.Work;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedRelease.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the engine that the release has. */
public record ByEngine(OrderedMigrations django, OrderedMigrations files) implements OrderedMigrations {
    private OrderedMigrations of(RenderedRelease release) {
        return switch (OrderedMigrations.ordered(release).engine()) {
            case Engine.Django engine -> django;
            case Engine.SqlFiles engine -> files;
        };
    }

    @Override
    public boolean touchesData(RenderedRelease release, Work work) {
        return of(release).touchesData(release, work);
    }

    @Override
    public void judge(RenderedRelease release, @Nullable String running, boolean maintenance, Work work) {
        of(release).judge(release, running, maintenance, work);
    }

    @Override
    public void expand(RenderedRelease release, boolean maintenance, Work work) {
        of(release).expand(release, maintenance, work);
    }

    @Override
    public void contract(RenderedRelease release, String running, boolean newer, Work work) {
        of(release).contract(release, running, newer, work);
    }

    @Override
    public void settle(RenderedRelease release, Work work) {
        of(release).settle(release, work);
    }

    @Override
    public List<Explanation> examine(RenderedRelease release, Work work) {
        return of(release).examine(release, work);
    }
}
