package dev.towline.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.towline.budget.Budget;
import java.io.IOException;

/**
 * The first bytes of a delivery's body: all of it that is kept, and read only once the signature is known to be right. GitHub
 * writes the top-level "action" first, and nothing else in a body is needed.
 */
final class DeliveryHead {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build()).build();

    private final byte[] kept = new byte[Budget.HOOK_HEAD.count()];
    private int length;
    private boolean whole = true;

    void take(byte[] chunk) {
        int taken = Math.min(chunk.length, kept.length - length);
        System.arraycopy(chunk, 0, kept, length, taken);
        length += taken;
        whole &= taken == chunk.length;
    }

    /**
     * What a signed body says.
     *
     * @param object whether it is a JSON object, as far as it was kept
     * @param action of the event, or empty
     */
    record Content(boolean object, String action) {}

    Content read() {
        String action = "";
        try (JsonParser parser = JSON.createParser(kept, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Content(false, "");
            }
            try {
                action = action(parser);
            } catch (StreamConstraintsException e) {
                return new Content(false, "");
            } catch (IOException e) {
                // What was cut off ends badly, which says nothing of it.
                return new Content(!whole, "");
            }
        } catch (IOException e) {
            return new Content(false, "");
        }
        return new Content(true, action);
    }

    /** Reads to the end of what was kept, so that a short body is known to be well formed. */
    private String action(JsonParser parser) throws IOException {
        String action = "";
        for (int depth = 1; depth > 0;) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("it ends within the object");
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (depth == 1 && token == JsonToken.VALUE_STRING && "action".equals(parser.currentName())) {
                action = parser.getText();
                if (!whole) {
                    return action;
                }
            }
        }
        if (parser.nextToken() != null) {
            throw new IOException("something follows the object");
        }
        return action;
    }
}
