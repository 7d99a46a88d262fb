package dev.towline.health;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;

/**
 * What a driver needs, taken from a url in Git. Only parameters that choose no class, file to write or program are let
 * through, because both drivers have some that do.
 *
 * @param url for JDBC, without user and password
 * @param label for messages
 */
record SqlAddress(String url, Properties properties, String label) {
    private static final Set<String> PARAMETERS = Set.of("sslmode", "sslrootcert", "currentSchema", "ApplicationName",
            "targetServerType");

    /** @throws ProbeFailure with the remedy and without the url, which may hold a password */
    static SqlAddress parse(String url) throws ProbeFailure {
        String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
        if (plain.startsWith("sqlite:")) {
            return sqlite(plain.substring(7));
        }
        if (plain.startsWith("postgres://") || plain.startsWith("postgresql://")) {
            return postgres(plain);
        }
        throw new ProbeFailure("the url is none of postgresql://host:5432/database and sqlite:/path");
    }

    boolean sqlite() {
        return url.startsWith("jdbc:sqlite:");
    }

    private static SqlAddress sqlite(String rest) throws ProbeFailure {
        String path = rest.startsWith("///") ? rest.substring(2) : rest;
        if (!path.startsWith("/") || path.startsWith("//") || path.contains("?")) {
            throw new ProbeFailure("a sqlite url is sqlite: and an absolute path, without parameters");
        }
        return new SqlAddress("jdbc:sqlite:" + path, new Properties(), path);
    }

    private static SqlAddress postgres(String plain) throws ProbeFailure {
        try {
            URI uri = new URI(plain);
            Properties properties = new Properties();
            String login = uri.getRawUserInfo();
            if (login != null) {
                String[] parts = login.split(":", 2);
                properties.setProperty("user", decode(parts[0]));
                if (parts.length == 2) {
                    properties.setProperty("password", decode(parts[1]));
                }
            }
            parameters(uri.getRawQuery() == null ? "" : uri.getRawQuery(), properties);
            String host = uri.getHost() == null ? "localhost" : uri.getHost();
            if (uri.getPort() > 65_535) {
                throw new ProbeFailure("the url has the port " + uri.getPort() + "; a port is 1 to 65535");
            }
            String server = host + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
            String database = uri.getRawPath() == null ? "/" : uri.getRawPath();
            return new SqlAddress("jdbc:postgresql://" + server + database, properties, server + decode(database));
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            // Its message quotes the url.
            throw new ProbeFailure("the url is not well formed; wanted postgresql://host:5432/database");
        }
    }

    private static void parameters(String query, Properties properties) throws ProbeFailure {
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            boolean login = parts[0].equals("user") || parts[0].equals("password");
            if (parts.length == 2 && (login || PARAMETERS.contains(parts[0]))) {
                properties.setProperty(parts[0], decode(parts[1]));
            } else if (!parameter.isEmpty()) {
                throw new ProbeFailure("the url has the parameter '" + Said.quote(parts[0])
                        + "'; a check may set user, password, "
                        + String.join(", ", PARAMETERS.stream().sorted().toList()));
            }
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
