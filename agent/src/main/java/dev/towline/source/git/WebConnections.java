package dev.towline.source.git;

import dev.towline.source.Credentials;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * Makes the HTTP connections of one source. Credentials go to the origin of the source's URL only, whatever it redirects
 * to, and are sent at once, which saves the round trip of a 401.
 */
final class WebConnections implements HttpConnectionFactory {
    private static final int NO_STATUS = 0;

    private final URL origin;
    private final ByteBudget budget;
    private final Optional<String> authorization;
    private int status = NO_STATUS;

    WebConnections(URL origin, Credentials credentials, ByteBudget budget) {
        this.origin = origin;
        this.budget = budget;
        this.authorization = switch (credentials) {
            case Credentials.Token token -> Optional.of("Basic " + Masking.basic(token.user(), token.token()));
            case Credentials.Basic basic -> Optional.of("Basic " + Masking.basic(basic.user(), basic.password()));
            case Credentials.None _,Credentials.SshKey _,Credentials.SshKeyFile _ -> Optional.empty();
        };
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        boolean home = isOrigin(url);
        if (!home && !url.getProtocol().equals("https")) {
            throw new IOException("it redirects to " + url.getProtocol() + "://" + url.getHost()
                    + ", which is not encrypted; write the URL that it moved to");
        }
        WebConnection connection = new WebConnection(url, budget, code -> status = code);
        if (home) {
            authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
        }
        return connection;
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        // JGit passes what the JVM's settings chose for the URL; the JVM would choose the same again.
        return create(url);
    }

    /** The last HTTP status, 0 before the first. */
    int status() {
        return status;
    }

    private boolean isOrigin(URL url) {
        return url.getProtocol().equalsIgnoreCase(origin.getProtocol())
                && url.getHost().equalsIgnoreCase(origin.getHost())
                && port(url) == port(origin);
    }

    private static int port(URL url) {
        return url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    }
}
