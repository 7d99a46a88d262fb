package dev.towline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.towline.desired.TargetName;
import dev.towline.reconcile.Restores;
import dev.towline.restore.Proof;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestoreReport;
import dev.towline.status.RestoreBoard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Restore points and reports in the JSON that both the command and the agent's socket give. */
public final class RestoreViews implements RestoreBoard {
    private static final Set<String> KEPT = Set.of("site", "name", "kind", "checksum");
    private final Restores restores;
    private final UnaryOperator<String> mask;

    /** @param mask takes secrets out of a text */
    public RestoreViews(Restores restores, UnaryOperator<String> mask) {
        this.restores = restores;
        this.mask = mask;
    }

    @Override
    public String points(String target, boolean verify) {
        try {
            return Out.JSON
                    .writeValueAsString(MaskedJson.of(json(new TargetName(target), verify), KEPT, mask));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("these values have a JSON form", e);
        }
    }

    /** The newest point first. */
    Map<String, Object> json(TargetName target, boolean verify) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("site", target.value());
        json.put("points", restores.points(target).reversed().stream().map(point -> point(point, verify)).toList());
        json.put("setAside", restores.setAside(target));
        json.put("last", restores.report(target).map(RestoreViews::report).orElse(null));
        return json;
    }

    private Map<String, Object> point(RestorePoint point, boolean verify) {
        Optional<String> flaw = verify || !point.sealed() ? restores.flaw(point) : Optional.empty();
        Map<String, Object> json = point(point);
        json.put("checksum", !point.sealed() ? "missing" : !verify ? "there" : flaw.isEmpty() ? "right" : "wrong");
        json.put("flaw", flaw.orElse(null));
        return json;
    }

    private static Map<String, Object> point(RestorePoint point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", point.name());
        json.put("path", point.path());
        json.put("kind", point.kind().name().toLowerCase(Locale.ROOT));
        json.put("database", point.database());
        json.put("release", point.release());
        json.put("taken", point.taken());
        json.put("bytes", point.bytes());
        return json;
    }

    static Map<String, Object> report(RestoreReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("site", report.target().value());
        json.put("asked", report.asked());
        json.put("ok", report.ok());
        json.put("failure", report.ok() ? null : report.failure());
        json.put("at", report.at());
        json.put("point", report.point().isEmpty() ? null : report.point());
        json.put("proof", proof(report.proof()));
        json.put("notes", report.notes());
        return json;
    }

    private static @Nullable Map<String, Object> proof(@Nullable Proof proof) {
        if (proof == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("point", point(proof.point()));
        json.put("scratch", proof.scratch());
        json.put("kept", proof.kept());
        json.put("unreadable", proof.unreadable().isEmpty() ? null : proof.unreadable());
        json.put("tables", proof.tables().stream().map(RestoreViews::table).toList());
        json.put("migrations", difference(proof.migrations()));
        json.put("ledger", difference(proof.ledger()));
        return json;
    }

    private static Map<String, Object> table(Proof.Table table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", table.name());
        json.put("live", table.live());
        json.put("restored", table.restored());
        json.put("lost", table.lost());
        return json;
    }

    private static Map<String, List<String>> difference(Proof.Difference difference) {
        return Map.of("onlyLive", difference.onlyLive(), "onlyRestored", difference.onlyRestored());
    }
}
