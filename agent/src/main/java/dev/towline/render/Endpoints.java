package dev.towline.render;

import dev.towline.health.Endpoint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Endpoints as they are written: {@code unix:/path}, {@code host:port} or {@code tls:host:port}. */
final class Endpoints {
    private static final Pattern PORT = Pattern.compile("(tls:)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    private Endpoints() {}

    static Endpoint parse(String text, AgentFacts agent) {
        if (text.startsWith("unix:")) {
            return new Endpoint.Unix(agent.below(text.substring(5)));
        }
        Matcher matcher = PORT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + dev.towline.source.Printable.of(text, 60)
                    + "' is no endpoint: write unix:/path, host:port or tls:host:port");
        }
        return new Endpoint.Port(matcher.group(2), Integer.parseInt(matcher.group(3)), matcher.group(1) != null);
    }
}
