package dev.towline.migrate.shadow;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the server is and who asks; never printed, since it may hold a password. */
public final class ServerAddress {
    private final String host;
    private final String database;
    private final Properties login;

    private ServerAddress(String host, String database, Properties login) {
        this.host = host;
        this.database = database;
        this.login = login;
    }

    /**
     * From {@code postgresql://user:password@host:port/database}.
     *
     * @param password where the url has none; as in PGPASSWORD
     * @throws IllegalArgumentException without the url, which may hold a password
     */
    public static ServerAddress of(String url, @Nullable String password) {
        String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
        try {
            URI uri = new URI(plain.replaceFirst("^postgres(ql)?([+][a-z0-9]+)?://", "postgresql://"));
            if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("it is not postgresql://user@host:port/database");
            }
            Properties login = new Properties();
            Optional.ofNullable(password).ifPresent(p -> login.setProperty("password", p));
            String[] user = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
            if (!user[0].isEmpty()) {
                login.setProperty("user", decoded(user[0]));
            }
            if (user.length == 2) {
                login.setProperty("password", decoded(user[1]));
            }
            String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "");
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String host = uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
            return new ServerAddress(host, (path.isEmpty() ? "postgres" : path) + query, login);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not well formed; wanted postgresql://user@host:port/database");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String jdbc() {
        return "jdbc:postgresql://" + host + "/" + database;
    }

    /** The same server, another database of it. */
    ServerAddress database(String name) {
        int query = database.indexOf('?');
        return new ServerAddress(host, name + (query < 0 ? "" : database.substring(query)), login);
    }

    Properties login() {
        Properties copy = new Properties();
        copy.putAll(login);
        copy.setProperty("preferQueryMode", "simple");
        copy.setProperty("ApplicationName", "towline-lint");
        copy.setProperty("connectTimeout", "10");
        copy.setProperty("socketTimeout", "120");
        return copy;
    }

    /** As libpq's clients take it, the password among it. */
    public Map<String, Object> libpq() {
        int port = host.lastIndexOf(':');
        int query = database.indexOf('?');
        Map<String, String> options = new TreeMap<>();
        for (String part : query < 0 ? new String[0] : database.substring(query + 1).split("&")) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && pair[0].matches("ssl(mode|rootcert|cert|key)")) {
                options.put(pair[0], decoded(pair[1]));
            }
        }
        return Map.of("host", host.substring(0, port).replaceAll("[\\[\\]]", ""), "port", host.substring(port + 1),
                "user", login.getProperty("user", ""), "password", login.getProperty("password", ""), "database",
                query < 0 ? database : database.substring(0, query), "options", options);
    }

    /** A session that may take as long as a build of an index does. */
    public Connection connect(String application) throws SQLException {
        Properties properties = login();
        properties.setProperty("ApplicationName", application);
        properties.setProperty("socketTimeout", "0");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(jdbc(), properties);
    }

    /** Without the password. */
    public String cleaned(String message) {
        String password = login.getProperty("password", "");
        return password.isEmpty() ? message : message.replace(password, "***");
    }

    @Override
    public String toString() {
        return "postgresql://" + host;
    }
}
