package guestbook;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What is sent back; each answer ends its connection. */
record Answer(int status, String type, String location, byte[] body) {
    static Answer of(int status, String type, String text) {
        return new Answer(status, type, "", text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer seeOther(String path) {
        return new Answer(303, "text/plain", path, new byte[0]);
    }

    void write(OutputStream out, String release) throws IOException {
        String head = "HTTP/1.1 " + status + " " + reason() + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\nX-Release: " + release + "\r\nConnection: close\r\n"
                + (location.isEmpty() ? "" : "Location: " + location + "\r\n") + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        out.write(all);
        out.flush();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 303 -> "See Other";
            case 404 -> "Not Found";
            default -> "Internal Server Error";
        };
    }
}
