package dev.towline.desired.parse;

import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The text of a file, and its lines for a second look at how a value was written. */
record Source(String text, List<String> lines) {
    static Optional<Source> of(String file, byte[] bytes, List<Problem> problems) {
        if (bytes.length > YamlTree.MOST_BYTES) {
            problems.add(new Problem(file, 0, 0,
                    "the file has " + bytes.length + " bytes; " + YamlTree.MOST_BYTES + " are read at most",
                    "is it really meant to be a config file?"));
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(in,
                out, true);
        out.flip();
        String text = out.toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            problems.add(new Problem(file, line, 0, "the file is not UTF-8 from this line on", "save it as UTF-8"));
            return Optional.empty();
        }
        String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return Optional.of(new Source(clean, clean.lines().toList()));
    }

    /** The character with which the value at the place begins; a blank where the place is beyond the text. */
    char firstCharacter(Place at) {
        if (at.line() < 1 || at.line() > lines.size()) {
            return ' ';
        }
        String line = lines.get(at.line() - 1);
        int column = at.column() - 1;
        if (column < 0 || column >= line.codePointCount(0, line.length())) {
            return ' ';
        }
        return line.charAt(line.offsetByCodePoints(0, column));
    }
}
