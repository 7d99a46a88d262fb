package dev.towline.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Two ports of the loopback address that nobody listens on. */
record Ports(int agent, int site) {
    static Ports free() throws IOException {
        try (ServerSocket one = open(); ServerSocket two = open()) {
            return new Ports(one.getLocalPort(), two.getLocalPort());
        }
    }

    private static ServerSocket open() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }
}
