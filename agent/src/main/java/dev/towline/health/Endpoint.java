package dev.towline.health;

/** Where something listens. */
public sealed interface Endpoint {
    /** A unix socket. */
    record Unix(String path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** An address and port, with TLS or without. */
    record Port(String host, int port, boolean tls) implements Endpoint {
        public Port {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
            }
        }

        @Override
        public String toString() {
            return (tls ? "tls:" : "tcp:") + host + ":" + port;
        }
    }
}
