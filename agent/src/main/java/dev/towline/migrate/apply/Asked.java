package dev.towline.migrate.apply;

import dev.towline.migrate.lint.Batches;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.lint.Witness;
import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Rule;
import dev.towline.migrate.shadow.Broken;
import dev.towline.migrate.shadow.Prepared;
import dev.towline.migrate.shadow.Sent;
import dev.towline.migrate.shadow.ShadowCopy;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shadow, asked after each file that runs before the new code: which of the running code's statements work no more, and whether a
 * backfill has a key to go by.
 */
final class Asked implements Witness {
    private final ShadowCopy shadow;
    private final Prepared prepared;
    private final int statements;
    private final Deque<SourceFile> next = new ArrayDeque<>();
    private final List<Found> found = new ArrayList<>();
    private final List<Refusal> wrong = new ArrayList<>();

    private record Found(SourceFile file, Broken broken) {}

    Asked(ShadowCopy shadow, List<Sent> sent) {
        this.shadow = shadow;
        this.prepared = shadow.prepared(sent);
        this.statements = prepared.statements();
    }

    /** How many worked before. */
    int statements() {
        return statements;
    }

    /** Which files the running code will meet, in the order in which they come. */
    void expect(List<SourceFile> files) {
        next.addAll(files);
    }

    List<Refusal> refusals(List<RuleOverride> overrides) {
        Rule rule = Catalogue.rule("traffic");
        return Stream.concat(wrong.stream(),
                found.stream().filter(f -> overrides.stream().noneMatch(o -> o.covers(rule, f.file())))
                        .map(f -> refusal(f.file(), rule.id(), 0, "the running code " + f.broken().now())))
                .toList();
    }

    /** Where a line is to blame no person's word helps. */
    private static Refusal refusal(SourceFile file, String rule, int line, String why) {
        return new Refusal(file.path(), line, rule, "", why, Catalogue.rule(rule).remedy(), line > 0,
                line > 0 ? "" : file.sha256());
    }

    @Override
    public void fresh() {
        shadow.fresh();
    }

    @Override
    public void begin(boolean transaction) {
        shadow.begin(transaction);
    }

    @Override
    public List<Seen> watch(Statement statement) {
        return shadow.watch(statement);
    }

    @Override
    public void end() {
        shadow.end();
        if (!next.isEmpty()) {
            SourceFile file = next.remove();
            shadow.broken(prepared).forEach(broken -> found.add(new Found(file, broken)));
            Batches.of(Script.of(file.text()))
                    .flatMap(batches -> shadow.look(connection -> Keys.problem(connection, batches))
                            .map(why -> refusal(file, "backfill-declaration", batches.line(), why)))
                    .ifPresent(wrong::add);
        }
    }
}
