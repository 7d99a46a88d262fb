package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Restore points and reports in words and tables. */
final class RestoreTelling {
    private final Out out;

    RestoreTelling(Out out) {
        this.out = out;
    }

    void points(JsonNode json) {
        String site = json.path("site").asText();
        if (json.path("points").isEmpty()) {
            out.line(site + " has no restore points; one is taken before migrations run");
        } else {
            List<List<String>> rows = new ArrayList<>(
                    List.of(List.of("TAKEN", "DATABASE", "BEFORE RELEASE", "SIZE", "CHECKSUM", "NAME")));
            for (JsonNode p : json.path("points")) {
                rows.add(List.of(p.path("taken").asText(), p.path("database").asText(), release(p), size(p),
                        p.path("checksum").asText(), p.path("name").asText()));
            }
            out.table(rows);
        }
        json.path("points").forEach(p -> {
            if (p.hasNonNull("flaw")) {
                out.line(p.path("name").asText() + ": " + p.path("flaw").asText());
            }
        });
        json.path("setAside").forEach(name -> out
                .line("set aside by a restore: " + name.asText() + "; remove it when nobody misses anything"));
    }

    private static String release(JsonNode point) {
        String release = point.path("release").asText();
        return release.equals("before-restore") ? "(a restore)" : release;
    }

    private static String size(JsonNode point) {
        return String.format(Locale.ROOT, "%.1f MB", point.path("bytes").asLong() / 1e6);
    }

    void proof(JsonNode report) {
        if (!report.path("ok").asBoolean()) {
            outcome(report);
            return;
        }
        JsonNode point = report.path("proof").path("point");
        out.line(report.path("site").asText() + ": " + point.path("name").asText() + " is whole and restores ("
                + size(point) + ", taken " + point.path("taken").asText() + ")");
        if (!report.path("proof").hasNonNull("unreadable")) {
            differences(report.path("proof"));
        }
        report.path("notes").forEach(note -> out.line(note.asText()));
    }

    private void differences(JsonNode proof) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("TABLE", "LIVE ROWS", "RESTORED ROWS")));
        int equal = 0;
        for (JsonNode table : proof.path("tables")) {
            if (table.path("live").equals(table.path("restored"))) {
                equal++;
            } else {
                rows.add(
                        List.of(table.path("name").asText(), count(table.path("live")), count(table.path("restored"))));
            }
        }
        out.line(equal + (equal == 1 ? " table has" : " tables have") + " as many rows in both");
        if (rows.size() > 1) {
            out.table(rows);
        }
        only("migration", proof.path("migrations"));
        only("line of the ledger", proof.path("ledger"));
    }

    private static String count(JsonNode rows) {
        return rows.isNumber() ? rows.asText() : "-";
    }

    private void only(String what, JsonNode difference) {
        difference.path("onlyLive").forEach(each -> out.line(what + " only in the live one: " + each.asText()));
        difference.path("onlyRestored").forEach(each -> out.line(what + " only in the restored one: " + each.asText()));
    }

    /** What going back to it costs, before a person is asked. */
    void loss(JsonNode report, boolean unsaved) {
        JsonNode proof = report.path("proof");
        JsonNode point = proof.path("point");
        Instant taken = Instant.parse(point.path("taken").asText());
        Duration since = Duration.between(taken, Instant.parse(report.path("at").asText()));
        out.line("This puts " + point.path("database").asText() + " of " + report.path("site").asText()
                + " back to what it was at " + taken + ", " + words(since) + " ago (" + point.path("name").asText()
                + ").");
        out.line("All that was written since is lost, among it:");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode table : proof.path("tables")) {
            if (table.path("lost").asLong() > 0) {
                rows.add(List.of("  " + table.path("name").asText(), table.path("lost").asText() + " rows of "
                        + count(table.path("live"))));
            }
        }
        if (proof.hasNonNull("unreadable")) {
            out.line("  nobody knows what: " + proof.path("unreadable").asText());
        } else if (rows.isEmpty()) {
            out.line("  no rows by number");
        } else {
            out.table(rows);
        }
        out.line("Rows that were changed in place, or deleted and added in equal number, are not counted.");
        proof.path("migrations").path("onlyLive").forEach(
                each -> out.line("The release that runs brings its migration again: " + each.asText()));
        out.line("The site answers 503 meanwhile. What is there now " + (unsaved ? "" : "is saved first, and ")
                + "stays under another name.");
    }

    private static String words(Duration since) {
        return since.toDays() > 1
                ? since.toDays() + " days"
                : since.toHours() > 1 ? since.toHours() + " hours" : Math.max(0, since.toMinutes()) + " minutes";
    }

    void outcome(JsonNode report) {
        String site = report.path("site").asText();
        out.line(report.path("ok").asBoolean()
                ? site + ": " + report.path("point").asText() + " is in place"
                : site + ": failed: " + report.path("failure").asText());
        report.path("notes").forEach(note -> out.line("  " + note.asText()));
    }
}
