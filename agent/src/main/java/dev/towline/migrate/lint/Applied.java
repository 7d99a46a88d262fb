package dev.towline.migrate.lint;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.sql.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which files have run where it counts: on them the others are judged, and only the others are reported. */
public sealed interface Applied {

    boolean has(SourceFile file);

    /** Whether anything is known of it at all. */
    boolean known();

    /** What is wrong with a file, seen from what has run. */
    List<Located> about(SourceFile file);

    /** Files that have run and are not among these. */
    List<FileReport> gone(List<SourceFile> files);

    static Applied nobodyKnows() {
        return new UpTo(0);
    }

    /** @param number up to which all have run; 0 where nobody knows */
    record UpTo(long number) implements Applied {
        @Override
        public boolean has(SourceFile file) {
            return file.number().orElse(Long.MAX_VALUE) <= number;
        }

        @Override
        public boolean known() {
            return number > 0;
        }

        @Override
        public List<Located> about(SourceFile file) {
            return List.of();
        }

        @Override
        public List<FileReport> gone(List<SourceFile> files) {
            return List.of();
        }
    }

    /**
     * Those that another commit has.
     *
     * @param name of the commit, as the person who asks calls it
     * @param texts of its files, by the paths that they have or would have here
     */
    record At(String name, Map<String, String> texts) implements Applied {
        public At {
            texts = Map.copyOf(texts);
        }

        @Override
        public boolean has(SourceFile file) {
            return texts.containsKey(file.path());
        }

        @Override
        public boolean known() {
            return true;
        }

        @Override
        public List<Located> about(SourceFile file) {
            String text = texts.get(file.path());
            if (text == null) {
                return tooLate(file);
            }
            return text.equals(file.text())
                    ? List.of()
                    : List.of(out(file).saying(name + " has it already, and it has been edited since").advising(
                            "put the file back as it is there, and write a new one"));
        }

        private List<Located> tooLate(SourceFile file) {
            long highest = texts.keySet().stream().map(path -> new SourceFile(path, ""))
                    .filter(other -> other.folder().equals(file.folder())).mapToLong(other -> other.number().orElse(0))
                    .max().orElse(0);
            return file.number().orElse(Long.MAX_VALUE) > highest
                    ? List.of()
                    : List.of(out(file).saying("in " + name + " later numbers have run").advising("rename it to "
                            + String.format("%04d", highest + 1) + file.name().replaceFirst("^[vV]?\\d+", "")));
        }

        @Override
        public List<FileReport> gone(List<SourceFile> files) {
            List<FileReport> gone = new ArrayList<>();
            new TreeMap<>(texts).forEach((path, text) -> {
                if (files.stream().noneMatch(file -> file.path().equals(path))) {
                    SourceFile file = new SourceFile(path, text);
                    gone.add(new FileReport(file, List.of(out(file).saying(name + " has it, and it is not here")
                            .advising("put it back; what it has done is taken back by a new file"))));
                }
            });
            return gone;
        }

        private static Located out(SourceFile file) {
            return Located.of(Finding.of("out-of-order"), new Place(1, 1), file.name());
        }
    }
}
