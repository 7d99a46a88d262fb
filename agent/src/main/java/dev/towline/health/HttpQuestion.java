package dev.towline.health;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Map;

/** One GET request as data. */
record HttpQuestion(Endpoint endpoint, String path, String host, Map<String, String> headers, Duration timeout) {
    /** @throws ProbeFailure when it could not be sent as it is; the check is hostile input */
    RequestOptions options() throws ProbeFailure {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw new ProbeFailure("path '" + Said.quote(path)
                    + "' cannot be asked for: it starts with / and has no blanks, controls or letters outside ASCII;"
                    + " write those as %20 and so on");
        }
        boolean tls = endpoint instanceof Endpoint.Port port && port.tls();
        HostAndPort authority = HostAndPort.parseAuthority(host, tls ? 443 : 80);
        if (authority == null || authority.host().isEmpty()) {
            throw new ProbeFailure("'" + Said.quote(host) + "' is no host for the Host header");
        }
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setServer(address()).setSsl(tls)
                .setHost(authority.host()).setPort(authority.port()).setURI(path)
                .setConnectTimeout(Math.max(1, timeout.toMillis()));
        options.putHeader("User-Agent", "towline-health").putHeader("Accept", "*/*");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            options.putHeader(name(header.getKey()), value(header));
        }
        return options;
    }

    private static String name(String name) throws ProbeFailure {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new ProbeFailure("'" + Said.quote(name) + "' is no name of a header");
        }
        if (name.equalsIgnoreCase("host")) {
            throw new ProbeFailure("the check sets a header Host; use its key host instead");
        }
        return name;
    }

    /** Checked here, because the library's message quotes the value, which may be a secret. */
    private static String value(Map.Entry<String, String> header) throws ProbeFailure {
        if (header.getValue().chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw new ProbeFailure("the value of header " + header.getKey() + " holds a line end or control character");
        }
        return header.getValue();
    }

    private SocketAddress address() {
        return switch (endpoint) {
            case Endpoint.Unix unix -> SocketAddress.domainSocketAddress(unix.path());
            case Endpoint.Port port -> SocketAddress.inetSocketAddress(port.port(), port.host());
        };
    }
}
