package dev.towline.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;

/**
 * Looks through a JSON object as its bytes arrive and keeps nothing of it but the top-level "action", so that a body of 3 MiB
 * costs no memory.
 */
final class JsonScan {
    private static final int DEEPEST = 200;
    private static final int LONGEST_STRING = 1 << 20;
    private static final int LONGEST_ACTION = 64;
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST).maxStringLength(LONGEST_STRING).build()).build();

    private final JsonParser parser;
    private int depth;
    private boolean complete;
    private boolean broken;
    private String action = "";

    JsonScan() {
        try {
            parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input cannot fail", e);
        }
    }

    void feed(byte[] bytes) {
        if (broken || bytes.length == 0) {
            return;
        }
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length);
            scan();
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Whether what came was one whole object. */
    boolean end() {
        try {
            parser.getNonBlockingInputFeeder().endOfInput();
            scan();
            parser.close();
        } catch (IOException e) {
            broken = true;
        }
        return complete && !broken;
    }

    String action() {
        return action;
    }

    private void scan() throws IOException {
        for (JsonToken token = parser.nextToken(); token != null && token != JsonToken.NOT_AVAILABLE; token = parser
                .nextToken()) {
            if (complete || (depth == 0 && token != JsonToken.START_OBJECT)) {
                broken = true;
                return;
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
                complete = depth == 0;
            } else if (depth == 1 && token == JsonToken.VALUE_STRING && "action".equals(parser.currentName())
                    && parser.getTextLength() <= LONGEST_ACTION) {
                action = parser.getText();
            }
        }
    }
}
