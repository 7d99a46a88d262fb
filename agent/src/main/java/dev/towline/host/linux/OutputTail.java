package dev.towline.host.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** The end of a stream of any length, in bounded memory. */
final class OutputTail {
    /** Kept of each output, bytes. */
    static final int KEPT = 256 * 1024;

    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private int size;

    /** Reads to the end; a stream that was closed under it ends there. */
    void drain(InputStream from) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                add(buffer, n);
            }
        } catch (IOException e) {
            // Closed because the process is gone: what came so far is the output.
            return;
        }
    }

    synchronized void add(byte[] bytes, int length) {
        chunks.add(java.util.Arrays.copyOf(bytes, length));
        size += length;
        while (size - chunks.getFirst().length >= KEPT) {
            size -= chunks.removeFirst().length;
        }
    }

    synchronized String text() {
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, at, chunk.length);
            at += chunk.length;
        }
        int from = Math.max(0, size - KEPT);
        return new String(all, from, size - from, StandardCharsets.UTF_8);
    }
}
