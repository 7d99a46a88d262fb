package dev.towline.demo;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demo's application as the component builds and runs it, one folder a release, without an agent. */
final class GuestBook implements AutoCloseable {
    static final String JAVA = System.getProperty("java.home") + "/bin/java";
    private static final Path DEMO = Path.of("src/main/demo");
    private static final List<String> QUICK = List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED");

    private final Path home;
    private final List<Process> running = new ArrayList<>();

    GuestBook(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("shared"));
    }

    /** One built release. */
    final class Release {
        private final String name;
        private final Path path;

        private Release(String name) {
            this.name = name;
            this.path = home.resolve(name);
        }

        Path path() {
            return path;
        }

        Path socket() {
            return home.resolve(name + ".sock");
        }

        int run(String... words) throws IOException, InterruptedException {
            return builder(words).inheritIO().start().waitFor();
        }

        /** Waits until it answers. */
        void serve() throws IOException {
            start("serve");
            Wait.until(() -> Files.exists(socket(), LinkOption.NOFOLLOW_LINKS) && ask("/ready").startsWith("HTTP/1.1"));
        }

        void start(String... words) throws IOException {
            running.add(builder(words).redirectErrorStream(true).redirectOutput(home.resolve(name + ".log").toFile())
                    .start());
        }

        String ask(String path) throws IOException {
            return say("GET " + path + " HTTP/1.1\r\nHost: demo.example.org\r\n\r\n");
        }

        String post(String form) throws IOException {
            return say("POST /entries HTTP/1.1\r\nHost: demo.example.org\r\nContent-Length: " + form.length()
                    + "\r\n\r\n" + form);
        }

        String say(String request) throws IOException {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
                    InputStream in = Channels.newInputStream(channel)) {
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                in.transferTo(all);
                return all.toString(StandardCharsets.UTF_8);
            }
        }

        private ProcessBuilder builder(String... words) {
            List<String> argv = new ArrayList<>(QUICK);
            argv.addAll(List.of("-cp", path.resolve("classes") + File.pathSeparator + driver(), "guestbook.Main"));
            argv.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(argv).directory(path.resolve("app").toFile());
            builder.environment()
                    .putAll(Map.of("DATABASE", home.resolve("shared/guestbook.sqlite3").toString(), "PUBLIC",
                            path.resolve("public").toString(), "RELEASE", name, "GREETING", "Hello <you>", "SLOT",
                            "blue",
                            "SOCKET", socket().toString(), "CURRENT_SOCKET", current().toString()));
            return builder;
        }
    }

    Path current() {
        return home.resolve("current.sock");
    }

    /** Lays the overlays over the app and builds it with the component's own commands. */
    Release build(String name, String... overlays) throws IOException, InterruptedException {
        Release release = new Release(name);
        Path app = Files.createDirectories(release.path().resolve("app"));
        copy(DEMO.resolve("app"), app);
        for (String overlay : overlays) {
            copy(DEMO.resolve("releases").resolve(overlay), app);
        }
        Process compiler = new ProcessBuilder(JAVA, "--module", "jdk.compiler/com.sun.tools.javac.Main", "-Xlint:all",
                "-Werror", "-d", release.path().resolve("classes").toString(), "-sourcepath", "src",
                "src/guestbook/Main.java").directory(app.toFile()).inheritIO().start();
        if (compiler.waitFor() != 0 || release.run("assets", "static", release.path() + "/public/static") != 0) {
            throw new IOException("the release " + name + " does not build");
        }
        return release;
    }

    /** SQLite's driver and what it needs, out of the tests' own class path. */
    private static String driver() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> jar.contains("sqlite-jdbc") || jar.contains("slf4j-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        running.forEach(process -> process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly()).join());
    }
}
