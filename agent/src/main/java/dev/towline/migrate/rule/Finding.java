package dev.towline.migrate.rule;

/** A rule that fired. The severity is the rule's own, unless who asks knows better. */
public record Finding(Rule rule, Severity severity) {

    public static Finding of(Rule rule) {
        return new Finding(rule, rule.severity());
    }

    public static Finding of(String id) {
        return of(Catalogue.rule(id));
    }

    public Verdict verdict() {
        return rule.verdict();
    }

    public Finding as(Severity other) {
        return new Finding(rule, other);
    }
}
