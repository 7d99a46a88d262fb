package dev.towline.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The only package index that a guest can reach: a PEP 503 simple index of wheels and a flat apt repository, served on
 * the guest's own network. It can be sick or gone, as the real ones sometimes are.
 */
public final class PackageIndex implements AutoCloseable {
    private static final int PORT = 8090;

    /** How it answers. */
    public enum Health {
        WELL,
        /** 503 to everything. */
        SICK
    }

    private final Path wheels;
    private final Path debs;
    private final InetAddress address;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Health health = Health.WELL;
    private @Nullable HttpServer server;

    private PackageIndex(Path wheels, Path debs, InetAddress address) {
        this.wheels = wheels;
        this.debs = debs;
        this.address = address;
    }

    /** Serves this host, and makes its pip and apt use nothing else. */
    public static PackageIndex serve(DebianHost host) {
        LabCache cache = LabCache.standard();
        try {
            var index = new PackageIndex(Wheelhouse.folder(cache), host.image().debs(cache),
                    InetAddress.ofLiteral(host.network().gateway()));
            index.start();
            host.write("/etc/pip.conf", index.pipConf(), "0644");
            host.write("/etc/apt/sources.list", "deb [trusted=yes] http://lab.test:%d/debs ./\n".formatted(PORT),
                    "0644");
            return index;
        } catch (RuntimeException e) {
            throw new IllegalStateException("package index for " + host.name(), e);
        }
    }

    private String pipConf() {
        return """
                [global]
                index-url = http://lab.test:%d/simple/
                trusted-host = lab.test
                disable-pip-version-check = true
                """.formatted(PORT);
    }

    /** Back after {@link #stop}; nothing when it is there. */
    public void start() {
        if (server != null) {
            return;
        }
        try {
            var fresh = HttpServer.create(new InetSocketAddress(address, PORT), 0);
            fresh.setExecutor(workers);
            fresh.createContext("/", this::answer);
            fresh.start();
            server = fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on connections are refused. */
    public void stop() {
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
    }

    public void become(Health next) {
        health = next;
    }

    /** The paths that were asked for, oldest first. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            if (health == Health.SICK) {
                exchange.sendResponseHeaders(503, -1);
            } else if (path.startsWith("/simple/")) {
                page(exchange, path.substring("/simple/".length()).replace("/", ""));
            } else if (path.startsWith("/wheels/")) {
                file(exchange, wheels.resolve(path.substring("/wheels/".length())));
            } else if (path.startsWith("/debs/")) {
                file(exchange, debs.resolve(path.substring("/debs/".length())).normalize());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void page(HttpExchange exchange, String project) throws IOException {
        try (Stream<Path> files = Files.list(wheels)) {
            String links = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".whl")
                            && normalized(name.split("-", 2)[0]).equals(normalized(project)))
                    .map("<a href=\"/wheels/%1$s\">%1$s</a>"::formatted).collect(Collectors.joining("\n"));
            byte[] html = ("<!doctype html>\n" + links).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(links.isEmpty() ? 404 : 200, html.length);
            exchange.getResponseBody().write(html);
        }
    }

    private static String normalized(String name) {
        return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    }

    private static void file(HttpExchange exchange, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    @Override
    public void close() {
        stop();
        workers.close();
    }
}
