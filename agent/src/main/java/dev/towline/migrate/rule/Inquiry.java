package dev.towline.migrate.rule;

import dev.towline.migrate.sql.Engine;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Name;
import dev.towline.migrate.sql.Script;
import dev.towline.migrate.sql.Statement;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A question about a text of SQL that is about to be sent.
 *
 * @param made tables that the same unapplied batch has made
 * @param sizes bytes of the tables that are there, where known
 */
public record Inquiry(String sql, boolean sqlite, int server, List<String> made, Map<String, Long> sizes,
        Source source) {

    /** Who is about to send it. */
    public enum Source {
        SCHEMA, RUNSQL, RUNPYTHON, FILE
    }

    public Inquiry {
        made = List.copyOf(made);
        sizes = Map.copyOf(sizes);
        Objects.requireNonNull(source);
    }

    /**
     * One piece of the answer.
     *
     * @param block what is in a DO block that is so plain that it can be told; empty of all else
     */
    public record Piece(Judged judged, Phase phase, Severity severity, List<Piece> block) {
        public Piece {
            block = List.copyOf(block);
        }

        Piece holding(List<Piece> inside) {
            return new Piece(judged, phase, severity, inside);
        }
    }

    /** The text as read, with its pieces. */
    public record Answer(Script script, List<Piece> pieces) {}

    public Answer answer() {
        Scene scene = sqlite ? Scene.sqlite() : Scene.postgresql(server);
        scene.sizes(sizes);
        made.forEach(name -> scene.fresh(Name.of(name)));
        Judge judge = new Judge(scene);
        Script script = Script.of(sql, sqlite ? Engine.SQLITE : Engine.POSTGRESQL);
        List<Piece> pieces = new ArrayList<>();
        for (Statement statement : script.statements()) {
            pieces.addAll(sendable(judge.judge(statement).stream().map(judged -> piece(judged, scene)).toList()));
        }
        return new Answer(script, pieces);
    }

    /** What one text does in several ways is sent once, as the worst of them; and a block is sent whole. */
    private static List<Piece> sendable(List<Piece> pieces) {
        if (!pieces.isEmpty() && pieces.getFirst().judged().change().is(Kind.DO)) {
            return List.of(pieces.getFirst().holding(pieces.subList(1, pieces.size())));
        }
        Map<String, Piece> texts = new LinkedHashMap<>();
        pieces.forEach(piece -> texts.merge(
                piece.judged().change().offset() + " " + piece.judged().change().sql(), piece, Inquiry::worse));
        return List.copyOf(texts.values());
    }

    private static Piece worse(Piece one, Piece other) {
        Comparator<Piece> badness = Comparator.comparing(Piece::phase)
                .thenComparing(Piece::severity).thenComparing(piece -> piece.judged().change().is(Kind.DELETE));
        return badness.compare(one, other) >= 0 ? one : other;
    }

    private Piece piece(Judged found, Scene scene) {
        Judged judged = known(found, scene);
        Phase phase = switch (judged.change().kind()) {
            // What runs of a block cannot be sent piece by piece.
            case TRANSACTION, DO -> Phase.REFUSE;
            // The caller knows from the catalogue what the constraint is.
            case DROP_CONSTRAINT -> Phase.EXPAND;
            default -> judged.phase();
        };
        Severity severity = phase == Phase.REFUSE
                ? Severity.BLOCK
                : judged.findings().isEmpty() ? Severity.NONE : Severity.WARN;
        return new Piece(judged, phase, severity, List.of());
    }

    /** What the sender changes about the findings. */
    private Judged known(Judged judged, Scene scene) {
        List<Finding> findings = new ArrayList<>(judged.inPieces().findings());
        boolean code = source == Source.RUNPYTHON;
        boolean ours = code || source == Source.SCHEMA;
        findings.removeIf(f -> code && f.rule().id().equals("unknown-function"));
        findings.replaceAll(f -> ours && f.rule().id().equals("unbatched-backfill") ? f.as(Severity.WARN) : f);
        // A constraint that comes with a new column waits as well: what it does to deletes in the other table, and to two rows with
        // the same default, only the contract may bring.
        String tightening = switch (judged.change().kind()) {
            case ADD_UNIQUE, ADD_PRIMARY_KEY -> "add-unique";
            case ADD_CHECK -> "add-check";
            case ADD_FOREIGN_KEY -> "add-foreign-key";
            default -> "";
        };
        boolean listed = findings.stream().anyMatch(f -> f.rule().id().equals(tightening));
        boolean index = judged.change().has(Trait.USING_INDEX);
        if (!tightening.isEmpty() && !listed && !index && scene.old(judged.change().table())) {
            findings.addFirst(Finding.of(tightening));
        }
        return new Judged(judged.change(), findings);
    }
}
