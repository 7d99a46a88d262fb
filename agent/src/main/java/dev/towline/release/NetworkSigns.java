package dev.towline.release;

import java.util.List;
import java.util.Locale;

/**
 * What the usual builders print when a network, name server or mirror is out of reach. The texts are those of pip (urllib3),
 * npm, Go, apt, git and curl; a build that prints one is tried again later instead of being blamed on its revision.
 */
final class NetworkSigns {
    private static final List<String> SIGNS = List.of("temporary failure in name resolution",
            "name or service not known",
            "could not resolve host", "connection refused", "connection reset by peer", "connection timed out",
            "network is unreachable", "no route to host", "newconnectionerror", "connecttimeouterror",
            "readtimeouterror",
            "read timed out", "remote end closed connection", "eai_again", "econnrefused", "econnreset", "etimedout",
            "i/o timeout", "tls handshake timeout", "503 service unavailable", "502 bad gateway", "504 gateway",
            "500 server error", "502 server error",
            "503 server error", "504 server error", "too many 50",
            "temporary failure resolving", "unable to access", "max retries exceeded");

    private NetworkSigns() {}

    static boolean in(String output) {
        String text = output.toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(text::contains);
    }
}
