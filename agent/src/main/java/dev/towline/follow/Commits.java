package dev.towline.follow;

import dev.towline.desired.TargetName;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Wanted.Distance;
import dev.towline.source.CommitInfo;
import dev.towline.source.Revision;
import dev.towline.source.SourceException;
import java.util.Optional;

/**
 * What is known of the commits of both repos.
 *
 * @param config name of the config repo's source
 */
record Commits(Repos repos, String config) {
    Optional<CommitInfo> find(TargetName target, Heads heads, boolean app) {
        String name = app ? AppSources.name(target) : config;
        String commit = app && heads.app() != null ? heads.app() : heads.config();
        try {
            return repos.find(name).map(source -> source.commit(Revision.of(commit)));
        } catch (SourceException e) {
            return Optional.empty();
        }
    }

    Distance distance(TargetName target, Heads from, Heads to) {
        return new Distance(repos.between(config, from.config(), to.config()),
                from.app() == null || to.app() == null
                        ? null
                        : repos.between(AppSources.name(target), from.app(), to.app()));
    }
}
