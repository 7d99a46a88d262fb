package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Trait;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A change and the rules that it breaks. */
public record Judged(Change change, List<Finding> findings) {
    public Judged {
        findings = List.copyOf(findings);
    }

    public Verdict verdict() {
        return Verdict.worst(findings.stream().map(Finding::verdict).toList());
    }

    public Severity severity() {
        return findings.stream().map(Finding::severity).max(Comparator.naturalOrder()).orElse(Severity.NONE);
    }

    /** What to tell first: the worst class, and of these the first. */
    public Optional<Finding> worst() {
        Verdict worst = verdict();
        return findings.stream().filter(f -> f.verdict() == worst).findFirst();
    }

    public boolean breaks(Verdict verdict) {
        return findings.stream().anyMatch(f -> f.verdict() == verdict);
    }

    /** Where it belongs; a lock that is too long for the expand phase is no reason against the contract, which takes it in steps. */
    public Phase phase() {
        if (breaks(Verdict.NEVER) || breaks(Verdict.OPAQUE)) {
            return Phase.REFUSE;
        }
        if (breaks(Verdict.CONTRACT)) {
            return Phase.CONTRACT;
        }
        return findings.stream().anyMatch(f -> f.verdict() == Verdict.BLOCKING && f.severity() == Severity.BLOCK)
                ? Phase.REFUSE
                : Phase.EXPAND;
    }

    /** The same for who sends changes one by one: what runs of a block depends on the block. */
    public Judged inPieces() {
        return change.is(Kind.DO) && findings.isEmpty()
                ? new Judged(change, List.of(Finding.of("opaque-block")))
                : this;
    }

    /** Whether it may stand in a file of either phase. */
    public boolean eitherPhase() {
        return change.is(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.MERGE, Kind.SET, Kind.SET_CONSTRAINTS,
                Kind.TRANSACTION, Kind.DO, Kind.COMMENT, Kind.SELECT,
                Kind.VALIDATE_CONSTRAINT,
                Kind.OTHER, Kind.VACUUM, Kind.REINDEX, Kind.RENAME_CONSTRAINT, Kind.RENAME_INDEX)
                || change.is(Kind.DROP_CONSTRAINT) && !change.has(Trait.UNIQUE) || change.has(Trait.USING_INDEX);
    }
}
