package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Catalogue;
import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Judged;
import dev.towline.migrate.rule.Phase;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.rule.Verdict;
import dev.towline.migrate.sql.Kind;
import dev.towline.migrate.sql.Place;
import dev.towline.migrate.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One phase a file: which one it is, and how to split a file that is both. */
final class Phases {
    /** goose, sql-migrate, dbmate, micrate. */
    private static final Pattern DOWN = Pattern
            .compile(
                    "(?mi)^[ \\t]*--[ \\t]*(?:\\+goose[ \\t]+down|\\+migrate[ \\t]+down|\\+micrate[ \\t]+down|migrate:down)\\b[^\\n]*$");

    private final Folder.Read read;
    private final Folder folder;
    private final List<Judged> all;
    private final boolean deployed;

    /** @param deployed whether nothing may wait with the file that new code needs, not even where lint lets it pass */
    Phases(Folder.Read read, Folder folder, List<Judged> all, boolean deployed) {
        this.read = read;
        this.folder = folder;
        this.all = all;
        this.deployed = deployed;
    }

    /** The findings, with what the file's phase makes of them. */
    List<Located> check(List<Located> findings) {
        Header header = Header.of(read.file().text());
        boolean contract = header.contract();
        List<Judged> expands = all.stream().filter(j -> !j.eitherPhase() && expands(j)).toList();
        List<Judged> contracts = all.stream().filter(j -> (deployed ? !loosens(j) : !j.eitherPhase()) && contracts(j))
                .toList();
        List<Located> result = new ArrayList<>(findings);
        DOWN.matcher(read.file().text()).results().findFirst().ifPresent(down -> result.add(Located.of(
                Finding.of("down-section"), Place.of(read.file().text(), down.start()), down.group().strip())));
        boolean mixed = !contract && !expands.isEmpty() && !contracts.isEmpty();
        if (mixed) {
            result.replaceAll(f -> f.verdict() == Verdict.CONTRACT ? f.as(Severity.BLOCK) : f);
            Place place = Place.of(read.file().text(), contracts.getFirst().change().offset());
            result.add(Located.of(Finding.of("mixed-phases"), place, contracts.getFirst().change().sql())
                    .advising(split(expands, contracts)));
        }
        Optional<Header.Line> looser = header.unknown().or(() -> header.lines().stream()
                .filter(line -> line.is("expand") && !contract && !contracts.isEmpty()).findFirst());
        looser.ifPresent(line -> result.add(Located.of(Finding.of(Catalogue.rule("header-looser")),
                new Place(line.number(), 1), "-- towline: " + line.said())));
        return backfill(header, result);
    }

    private List<Located> backfill(Header header, List<Located> findings) {
        Batches.wrong(read.script())
                .ifPresent(wrong -> header.backfill().ifPresent(line -> findings.add(Located
                        .of(Finding.of("backfill-declaration"), new Place(line.number(), 1),
                                "-- towline: " + line.said())
                        .saying(wrong))));
        return findings;
    }

    /** A check or a foreign key less breaks no code that runs; new code may need it gone. By what is unique code upserts. */
    static boolean loosens(Judged judged) {
        return judged.change().is(Kind.DROP_CONSTRAINT) && !judged.change().has(Trait.UNIQUE)
                && !String.valueOf(judged.change().name()).endsWith("_pkey");
    }

    private static boolean expands(Judged judged) {
        return judged.phase() == Phase.EXPAND || judged.phase() == Phase.REFUSE && !judged.breaks(Verdict.NEVER)
                && !judged.breaks(Verdict.OPAQUE) && !judged.breaks(Verdict.CONTRACT);
    }

    private static boolean contracts(Judged judged) {
        return judged.breaks(Verdict.CONTRACT);
    }

    /** Whether it takes away what the same file makes anew, so that one cannot go without the other. */
    private static boolean remakes(Judged taken, List<Judged> made) {
        return made.stream().map(Judged::change).anyMatch(m -> m.table() != null && taken.change().table() != null
                && m.on(taken.change().table()) && switch (taken.change().kind()) {
                    case DROP_VIEW -> m.is(Kind.CREATE_VIEW);
                    case DROP_FUNCTION -> m.is(Kind.CREATE_FUNCTION);
                    case DROP_TABLE -> m.is(Kind.CREATE_TABLE);
                    case DROP_TYPE -> m.is(Kind.CREATE_TYPE, Kind.CREATE_DOMAIN);
                    case DROP_SEQUENCE -> m.is(Kind.CREATE_SEQUENCE);
                    default -> false;
                });
    }

    private String split(List<Judged> expands, List<Judged> contracts) {
        List<Judged> remade = contracts.stream().filter(taken -> remakes(taken, expands)).toList();
        if (!remade.isEmpty()) {
            String name = String.valueOf(remade.getFirst().change().table());
            return name
                    + " is dropped and made anew, which cannot be split: give the new one another name and drop the old one"
                    + " in a contract file; or CREATE OR REPLACE it, where what old code uses of it stays; or let the whole file"
                    + " wait, if new code needs none of it:\n-- towline: contract";
        }
        String stem = read.file().name().replaceFirst("^[vV]?\\d*[._-]*", "").replaceFirst("\\.sql$", "");
        String later = folder.nextNumber() + "_" + (stem.isEmpty() ? "" : stem + "_") + "contract.sql";
        StringBuilder text = new StringBuilder("split the file in two.\nleave in ").append(read.file().name())
                .append(":\n");
        expands.forEach(j -> text.append(j.change().sql().strip()).append(";\n"));
        text.append("move to ").append(later).append(":\n-- towline: contract\n");
        contracts.forEach(j -> text.append(j.change().sql().strip()).append(";\n"));
        return text.toString().stripTrailing();
    }
}
