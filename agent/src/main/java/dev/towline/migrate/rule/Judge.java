package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Token;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;

/** Asks every rule about every change of a statement, in order, and lets the scene learn. */
public final class Judge {
    private final Scene scene;

    public Judge(Scene scene) {
        this.scene = scene;
    }

    public Scene scene() {
        return scene;
    }

    /** Each change of the statement, judged. */
    public List<Judged> judge(Statement statement) {
        List<Judged> judged = new ArrayList<>();
        for (Change change : statement.changes()) {
            judged.add(judge(change, statement));
        }
        return judged;
    }

    private Judged judge(Change said, Statement statement) {
        Change change = scene.knowing(said, statement.changes());
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : Catalogue.rules()) {
            if (rule.condition().fires(change, scene)) {
                Finding finding = Finding.of(rule);
                boolean shortLock = rule.verdict() == Verdict.BLOCKING
                        && (scene.small(change.table()) || scene.earlier(change.table())
                                || change.is(Kind.CREATE_TABLE) && scene.earlier(change.refers()));
                findings.add(shortLock ? finding.as(Severity.WARN) : finding);
            }
        }
        Rule atOnce = Catalogue.rule("enum-value-used-at-once");
        if (findings.stream().noneMatch(f -> f.rule() == atOnce) && usesNewEnumValue(change, statement)) {
            findings.add(Finding.of(atOnce));
        }
        scene.learn(change);
        remember(change);
        return new Judged(change, findings);
    }

    private boolean usesNewEnumValue(Change change, Statement statement) {
        return change.kind() != Kind.ALTER_TYPE_ADD_VALUE && statement.tokens().stream()
                .anyMatch(t -> t.type() == Token.Type.STRING && scene.transaction().enumValues().contains(t.text()));
    }

    private void remember(Change change) {
        Transaction now = scene.transaction();
        if (Locks.exclusive(change) && scene.busy(change.table())) {
            now.lock(change.table());
        }
        if (change.has(Trait.NOT_VALID) && change.table() != null && change.name() != null) {
            now.unproven(Scene.key(change.table(), change.name()));
        }
        if (change.is(Kind.ALTER_TYPE_ADD_VALUE) && change.expression() != null) {
            now.enumValue(change.expression());
        }
    }
}
