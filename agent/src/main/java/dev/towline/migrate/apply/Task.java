package dev.towline.migrate.apply;

import dev.towline.host.Pause;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ServerAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a command is about.
 *
 * @param release the one in hand
 * @param database the one that the site saves; the address must lead there
 * @param files those of the release, from its folder
 * @param baseline files up to this number count as applied where there is no ledger
 * @param say where progress goes, a line each
 */
public record Task(String release, String database, ServerAddress address, List<SourceFile> files, int baseline,
        List<RuleOverride> overrides, Budgets budgets, Pause pause, Consumer<String> say) {
    public Task {
        files = List.copyOf(files);
        overrides = List.copyOf(overrides);
    }
}
