package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;

/** When a rule fires. */
@FunctionalInterface
public interface Condition {
    /** For rules that whole files or operations break, not single changes; who finds them names the rule. */
    Condition ELSEWHERE = (change, scene) -> false;

    boolean fires(Change change, Scene scene);
}
