package dev.towline.demo;

import dev.towline.source.Author;
import dev.towline.source.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The two repositories of the story and what is pushed to them. */
final class Repositories implements AutoCloseable {
    private static final List<String> CLASSPATH = List.of("sqlite-jdbc-", "slf4j-api-", "slf4j-jdk14-");
    private static final String SITE = "sites/demo/site.yaml";

    private final Author config;
    private final Author app;
    private final Path home;
    private final Revision firstCommit;
    private Tree settings;

    private Repositories(Author config, Author app, Path home, Tree settings) {
        this.config = config;
        this.app = app;
        this.home = home;
        this.settings = settings;
        this.firstCommit = pushApp(first(), "Guest book");
        push("Our site");
    }

    /** Makes both, with the first release and the example config repo in them, told where things are on this machine. */
    static Repositories create(Demo.Authors authors, Path home, DemoFolder folder, Ports ports) throws IOException {
        Author app = authors.create(folder.git().resolve("guestbook.git"), folder.git().resolve("ada-guestbook"));
        Author config = authors.create(folder.git().resolve("config.git"), folder.git().resolve("ada-config"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Tree example = Tree.of(home.resolve("config-repo-example"))
                .edit("hosts/demo.yaml", "demo_java: java", "demo_java: " + java)
                .edit("hosts/demo.yaml",
                        "demo_classpath: lib/sqlite-jdbc.jar:lib/slf4j-api.jar:lib/slf4j-jdk14.jar",
                        "demo_classpath: " + classpath(home.resolve("lib"), folder.libraries()))
                .edit(SITE, "file:///srv/git/guestbook.git", app.url())
                .edit(SITE, "port: 18080", "port: " + ports.site());
        return new Repositories(config, app, home, example);
    }

    private static String classpath(Path lib, Path links) throws IOException {
        List<Path> jars;
        try (Stream<Path> all = Files.list(lib)) {
            jars = all.filter(jar -> CLASSPATH.stream().anyMatch(jar.getFileName().toString()::startsWith)).sorted()
                    .toList();
        }
        List<String> found = new ArrayList<>();
        for (Path jar : jars) {
            found.add(Files.createSymbolicLink(links.resolve(jar.getFileName()), jar).toString());
        }
        return String.join(":", found);
    }

    String configUrl() {
        return config.url();
    }

    Revision firstCommit() {
        return firstCommit;
    }

    Tree first() {
        return Tree.of(home.resolve("demo/app"));
    }

    Tree second() {
        return first().with(release("r2-mood"));
    }

    /** The second release with a word more on its page. */
    Tree reprint() {
        return second().edit("src/guestbook/HomePage.java", "second edition", "second edition, reprinted");
    }

    Tree over(String release) {
        return reprint().with(release(release));
    }

    private Tree release(String name) {
        return Tree.of(home.resolve("demo/releases").resolve(name));
    }

    Revision pushApp(Tree tree, String subject) {
        return app.push(tree.files(), subject);
    }

    /** Changes one file of the config repo and pushes. */
    Revision editConfig(String file, String text, String instead, String subject) {
        settings = settings.edit(file, text, instead);
        return push(subject);
    }

    private Revision push(String subject) {
        return config.push(settings.files(), subject);
    }

    @Override
    public void close() {
        config.close();
        app.close();
    }
}
