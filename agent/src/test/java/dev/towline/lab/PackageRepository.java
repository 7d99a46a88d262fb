package dev.towline.lab;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The signed APT repository of the package that this build made, as a web server would serve it to a host. */
public final class PackageRepository implements AutoCloseable {
    private static final int PORT = 8091;
    private static final String URL = "http://lab.test:" + PORT;
    private static final String KEY = "Lab <lab@lab.test>";
    private final HttpServer server;

    private PackageRepository(HttpServer server) {
        this.server = server;
    }

    /**
     * Makes it and serves it to this host.
     *
     * @param temp an empty folder for the repository
     */
    public static PackageRepository serve(DebianHost host, Path temp) {
        Path archive = Path.of(Objects.requireNonNull(System.getProperty("towline.package"), "run by mvn verify"));
        Path root = Path.of(Objects.requireNonNull(System.getProperty("towline.root"), "run by mvn verify"));
        Path folder = temp.resolve("apt");
        try {
            Path keys = Files.createTempDirectory(Path.of("/tmp"), "towline-keys",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            signed(keys, List.of(root.resolve("agent/src/deb/repository").toString(), folder.toString(), URL,
                    "lab@lab.test", archive.toString()));
            HttpServer server = SimpleFileServer.createFileServer(
                    new InetSocketAddress(InetAddress.ofLiteral(host.network().gateway()), PORT),
                    folder.toRealPath(), SimpleFileServer.OutputLevel.NONE);
            server.start();
            return new PackageRepository(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** gpg's agent keeps its socket in the folder of keys, whose name must be short. */
    private static void signed(Path keys, List<String> argv) {
        String script = "export GNUPGHOME=\"$1\"; shift; trap 'gpgconf --kill all; rm -rf \"$GNUPGHOME\"' EXIT;"
                + " gpg --batch --quiet --passphrase '' --quick-gen-key '" + KEY + "' ed25519 sign 1d && \"$@\"";
        var words = new ArrayList<>(List.of("sh", "-c", script, "sh", keys.toString()));
        words.addAll(argv);
        Command.of(words).runOk();
    }

    /** Where a host finds it. */
    public String url() {
        return URL;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
