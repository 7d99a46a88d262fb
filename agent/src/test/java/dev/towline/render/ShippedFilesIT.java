package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towline.desired.ConfigFiles;
import dev.towline.desired.MemoryFiles;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.linux.NameTable;
import dev.towline.host.linux.ProcessCommands;
import dev.towline.render.RenderedRelease.SlotUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped components render is accepted by the programs that will read it. */
class ShippedFilesIT {
    private final ProcessCommands commands = ProcessCommands.asUser(new NameTable(), true);
    @TempDir
    Path folder;

    @BeforeEach
    void only_root_may_lay_a_staged_tree_over_a_real_one() {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root, for mount namespaces");
    }

    @Test
    void nginx_accepts_the_host_and_its_sites_together() throws IOException {
        needs("/usr/sbin/nginx", "/etc/nginx/nginx.conf");
        Path tree = nginx(ExampleConfigRepo.files());
        assertEquals("", run(Command.of("nginx", "-t", "-q")
                .over(new Command.Overlay(tree.toString(), "/etc/nginx"))).output());
    }

    // What ShippedVariablesTest lets through, at its edges: whatever validates must be fit for the program that reads it.
    @ParameterizedTest
    @ValueSource(strings = {"rate_limits: [ { name: a, match: \"^A\", rate: 1r/s } ]",
            "rate_limits: [ { name: a-b_c, match: '^A{1,2} /[^/;]+\\\\.x$', rate: 999999r/m, burst: 0 } ]",
            "rate_limits: [ { name: A, match: '^A\\\\', rate: 1r/m, burst: 100000 }, { name: b, match: 'é#', rate: 1r/s } ]",
            "rate_limits: []", "body_size: 0", "body_size: 999999999999", "proxy_timeout: 1ms", "body_size: 999999999m",
            "proxy_timeout: 1d2h3m4s5ms", "rate_limits: [ { name: t, match: '^POST /a\\.b\\tc$', rate: 1r/s } ]",
            "proxy_timeout: 1h30m",
            "static_url: \"\"", "media_url: \"\"", "static_url: /media/a/", "static_url: /~a.b-c_d/",
            "static_url: /hooks/", "extra_headers: { X-A: 'a; b \"c\" \\ { } # ü' }", "extra_headers: { X-A: '\\' }",
            "hsts: max-age=0; includeSubDomains", "hsts: \"\"", "tls: false", "maintenance_retry_after: 604800",
            "trusted_proxies: [10.0.0.0/8, '2001:db8::1', 1.2.3.4/32, '1:2:3:4:5:6:7:8']",
            "trusted_proxies_header: CF-Connecting-IP", "nginx_ipv6: false", "nginx_http2: false",
            "tls_certificate: /etc/ssl/sites/logbook/@a+b,c:d=e~f.pem", "maintenance_title: '<{;\"$'"})
    void nginx_accepts_whatever_validates(String line) throws IOException {
        needs("/usr/sbin/nginx", "/etc/nginx/nginx.conf");
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files()).edit("sites/logbook/site.yaml", "vars:\n",
                "vars:\n  " + line + "\n");
        assertEquals(List.of(), Validation.of(files, ExampleConfigRepo.shipped()));
        assertEquals("", run(Command.of("nginx", "-t", "-q")
                .over(new Command.Overlay(nginx(files).toString(), "/etc/nginx"))).output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory_max: 1", "memory_max: 999999T",
            "django_clearsessions: 'Mon..Fri *-*~01 00:00:00.5 Europe/Paris'",
            "django_workers: [ { name: w, command: \"manage.py 'a b' %h \\\\ ; x\", stop: 1d } ]",
            "django_workers: [ { name: w, command: 'manage.py a;b ${X} $$', stop: 90 } ]",
            "django_timers: [ { name: t, command: manage.py, schedule: hourly, limit: 1h30min } ]",
            "gunicorn_timeout: 86400"})
    void systemd_accepts_whatever_validates(String line) throws IOException {
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files()).edit("sites/logbook/site.yaml", "vars:\n",
                "vars:\n  " + line + "\n").edit("sites/logbook/site.yaml", "  memory_max: 200M\n",
                        line.startsWith("memory_max") ? "" : "  memory_max: 200M\n");
        if (!Validation.of(files, ExampleConfigRepo.shipped()).isEmpty()) {
            assertEquals(true, line.contains(" ; "), line);
            return;
        }
        verify(ExampleConfigRepo.target(files, "example", "logbook", ExampleConfigRepo.DEBIAN_12, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ysc", "logbook"})
    void systemd_has_nothing_to_say_of_any_unit(String site) throws IOException {
        verify(ExampleConfigRepo.target("example", site));
    }

    private void verify(RenderedTarget target) throws IOException {
        needs("/usr/bin/systemd-analyze");
        List<String> argv = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no", "--recursive-errors=no"));
        for (RenderedFile unit : units(target)) {
            Path staged = folder.resolve(Path.of(unit.path()).getFileName().toString());
            // Programs of a release that is not built: any that is there.
            Files.writeString(staged, Dump.text(unit).replaceAll("(?m)^ExecStart=\\S+", "ExecStart=/bin/true"));
            argv.add(staged.toString());
        }
        assertEquals("", run(Command.of(argv)).output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:0/15", "06:00 UTC", "03:00 UTC", "Mon 10:00 UTC"})
    void systemd_knows_the_schedules_of_the_examples(String schedule) throws IOException {
        needs("/usr/bin/systemd-analyze");
        run(Command.of("systemd-analyze", "calendar", schedule));
    }

    @Test
    void a_file_beside_the_media_folder_is_not_served() throws Exception {
        needs("/usr/sbin/nginx", "/etc/nginx/nginx.conf");
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.createDirectories(site.resolve("shared/media"));
        Files.writeString(site.resolve("shared/media/photo.txt"), "a photo");
        Files.writeString(site.resolve("shared/db.sqlite3"), "the database");
        String vhost = Dump.text(ExampleConfigRepo.target("example", "ysc").files().stream()
                .filter(f -> f.path().endsWith("/zz-ysc.conf")).findFirst().orElseThrow());
        String server = vhost.substring(vhost.lastIndexOf("\nserver {"));
        String rest = vhost.substring(0, vhost.indexOf("\nserver {"));
        Path socket = folder.resolve("n.sock");
        String plain = rest
                + server.replaceAll("(?m)^ *(listen|ssl_|http2|include snippets/towline-(tls|acme|hooks)).*$", "")
                        .replace("server_name", "listen unix:" + socket + ";\n    server_name")
                        .replace("/opt/ysc/", site + "/");
        Path tree = nginx(ExampleConfigRepo.files());
        Files.writeString(folder.resolve("nginx.conf"), "daemon off; master_process off; pid " + folder.resolve("pid")
                + "; error_log " + folder.resolve("log") + "; events {} http { access_log off; include " + tree
                + "/conf.d/towline.conf; include " + folder.resolve("vhost.conf") + "; }");
        Files.writeString(folder.resolve("vhost.conf"), plain.replace("snippets/", tree + "/snippets/"));
        Process nginx = new ProcessBuilder("nginx", "-c", folder.resolve("nginx.conf").toString()).inheritIO().start();
        try {
            dev.towline.lab.Await.until("nginx listens", java.time.Duration.ofSeconds(10),
                    () -> Files.exists(socket));
            assertEquals("200 a photo", get(socket, "/media/photo.txt"));
            for (String path : List.of("/media../db.sqlite3", "/media/../db.sqlite3", "/media/%2e%2e/db.sqlite3",
                    "/media..%2fdb.sqlite3", "/media", "/static../")) {
                // The application would say 404; it is not there, so nginx says 502.
                assertEquals("502", get(socket, path).substring(0, 3), path);
            }
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    private static String get(Path socket, String path) throws IOException {
        try (var channel = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket))) {
            channel.write(java.nio.ByteBuffer.wrap(("GET " + path
                    + " HTTP/1.0\r\nHost: ysc.example.org\r\nConnection: close\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            String answer = new String(java.nio.channels.Channels.newInputStream(channel).readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);
            return answer.split(" ", 3)[1] + " " + answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void postgresql_accepts_its_settings() throws IOException {
        Path server = Path.of("/usr/lib/postgresql/15/bin/postgres");
        needs(server.toString());
        Path settings = Files.createDirectories(folder.resolve("main/conf.d"));
        Files.writeString(settings.resolve("../postgresql.conf"),
                "data_directory = '/nonexistent'\ninclude_dir = 'conf.d'\n");
        RenderedTarget host = ExampleConfigRepo.target("example", "@host");
        for (RenderedFile file : host.files()) {
            if ("postgresql".equals(file.validator())) {
                Files.writeString(settings.resolve(Path.of(file.path()).getFileName()), Dump.text(file));
            }
        }
        List<String> argv = java.util.Objects.requireNonNull(host.validators().get("postgresql")).argv().stream()
                .map(word -> word.replace("/etc/postgresql/15/main", folder.resolve("main").toString())).toList();
        assertEquals("52352", run(Command.of(argv)).stdout().strip());
    }

    private Path nginx(ConfigFiles files) throws IOException {
        Path tree = copy(Path.of("/etc/nginx"), folder.resolve("nginx"));
        Path certificates = Files.createDirectories(folder.resolve("ssl"));
        for (String name : List.of("@host", "ysc", "logbook")) {
            RenderedTarget target = ExampleConfigRepo.target(files, "example", name, ExampleConfigRepo.DEBIAN_12, "");
            for (SetupCommand setup : target.setup()) {
                Files.createDirectories(Path.of(moved(setup.creates(), certificates)).getParent());
                run(Command.of(setup.argv().stream().map(word -> moved(word, certificates)).toList()));
            }
            for (RenderedLink link : target.links()) {
                Files.createSymbolicLink(Path.of(moved(link.path(), certificates)),
                        Path.of(moved(link.targets().getLast(), certificates)));
            }
            for (RenderedFile file : target.files()) {
                if ("nginx".equals(file.validator())) {
                    Path staged = tree.resolve(file.path().substring("/etc/nginx/".length()));
                    Files.createDirectories(staged.getParent());
                    Files.writeString(staged, moved(Dump.text(file), certificates));
                }
            }
        }
        return tree;
    }

    private static List<RenderedFile> units(RenderedTarget target) {
        RenderedRelease release = target.release().orElseThrow();
        List<RenderedFile> units = new ArrayList<>(
                target.files().stream().filter(f -> f.path().startsWith("/etc/systemd/system/")).toList());
        release.web().stream().flatMap(w -> Stream.of(w.blue(), w.green())).map(SlotUnit::file).forEach(units::add);
        release.background().forEach(p -> units.addAll(p.files()));
        return units;
    }

    private static String moved(String text, Path certificates) {
        return text.replace("/etc/ssl/sites", certificates.toString());
    }

    private CommandResult run(Command command) {
        CommandResult result = commands.run(command);
        assertEquals(0, result.exit(), () -> command + ": " + result.output());
        return result;
    }

    private static void needs(String... files) {
        for (String file : files) {
            assumeTrue(Files.exists(Path.of(file)), "needs " + file);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
        return to;
    }
}
