package dev.towline.host.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One command of a unit.
 *
 * @param mayFail the prefix {@code -}: its exit code does not matter
 * @param literal the prefix {@code :}: no variables are put in
 * @param argv before variables are put in
 */
record ExecLine(boolean mayFail, boolean literal, List<String> argv) {
    ExecLine {
        argv = List.copyOf(argv);
    }

    /** The commands of one setting: several are separated by a lone {@code ;}. */
    static List<ExecLine> parse(String unit, UnitFile.Setting setting, Specifiers specifiers) {
        List<ExecLine> lines = new ArrayList<>();
        List<String> words = new ArrayList<>();
        try {
            for (Words.Word word : Words.split(setting.value())) {
                if (word.text().equals(";") && !word.quoted()) {
                    lines.add(of(words));
                    words.clear();
                } else {
                    words.add(specifiers.replace(word.text()));
                }
            }
            if (!words.isEmpty()) {
                lines.add(of(words));
            }
        } catch (IllegalArgumentException e) {
            throw new UnitProblem(unit, setting.line(), setting.key() + "=: " + e.getMessage());
        }
        return lines;
    }

    private static ExecLine of(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command is empty");
        }
        String program = words.getFirst();
        boolean mayFail = false;
        boolean literal = false;
        boolean ownName = false;
        // + and ! are about privileges, of which there are none here.
        while (!program.isEmpty() && "-:@+!|".indexOf(program.charAt(0)) >= 0) {
            mayFail |= program.charAt(0) == '-';
            literal |= program.charAt(0) == ':';
            ownName |= program.charAt(0) == '@';
            program = program.substring(1);
        }
        List<String> argv = new ArrayList<>(words.subList(ownName ? 2 : 1, words.size()));
        argv.addFirst(program);
        return new ExecLine(mayFail, literal, argv);
    }

    /**
     * {@code ${X}} is put in where it stands, a word {@code $X} becomes the words of its value, {@code $$} is a dollar; an unset
     * one is empty. The program's own name is not touched.
     */
    List<String> expand(Map<String, String> environment) {
        if (literal) {
            return argv;
        }
        List<String> expanded = new ArrayList<>(List.of(argv.getFirst()));
        for (String word : argv.subList(1, argv.size())) {
            if (word.matches("\\$[A-Za-z_][A-Za-z0-9_]*")) {
                expanded.addAll(Words.texts(environment.getOrDefault(word.substring(1), "")));
            } else {
                expanded.add(putIn(word, environment));
            }
        }
        return expanded;
    }

    private static String putIn(String word, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < word.length()) {
            if (word.startsWith("$$", at)) {
                text.append('$');
                at += 2;
            } else if (word.startsWith("${", at) && word.indexOf('}', at) > 0) {
                int end = word.indexOf('}', at);
                text.append(environment.getOrDefault(word.substring(at + 2, end), ""));
                at = end + 1;
            } else {
                text.append(word.charAt(at++));
            }
        }
        return text.toString();
    }
}
