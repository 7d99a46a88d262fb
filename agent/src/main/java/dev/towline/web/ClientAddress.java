package dev.towline.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;

/** Who sends a request, for limits and records. It proves nothing: whoever is on this machine can write a proxy's header. */
final class ClientAddress {
    private ClientAddress() {}

    /** Behind a proxy on this machine, the address that the proxy saw. */
    static String of(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        String direct = peer == null || peer.hostAddress() == null ? "socket" : peer.hostAddress();
        List<String> forwarded = request.headers().getAll("X-Forwarded-For");
        if (forwarded.isEmpty() || !isLoopback(direct)) {
            return direct;
        }
        String last = forwarded.getLast();
        String seen = last.substring(last.lastIndexOf(',') + 1).strip();
        return isAddress(seen) ? seen : direct;
    }

    static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean isLoopback(String text) {
        try {
            return InetAddress.ofLiteral(text).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
