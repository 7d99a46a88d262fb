package guestbook;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What was asked; the query is no part of the path. */
record Request(String method, String path, String body) {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_BODY = 64 * 1024;

    static Request read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        String[] words = lines[0].split(" ");
        if (words.length != 3) {
            throw new IOException("this is no HTTP: " + lines[0]);
        }
        int length = 0;
        for (String line : lines) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        if (length > LONGEST_BODY) {
            throw new IOException("a body of " + length + " bytes is too long");
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(words[0], words[1].split("\\?", 2)[0], body);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0 || head.length() > LONGEST_HEAD) {
                throw new EOFException("the request ends in its head");
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
