package dev.towline.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A browser that never rests: fetches a page, then every hashed file that the page and its style sheets name, and again
 * those that pages named in the last {@code memory}: a page loaded before a switch asks for its files after it.
 */
public final class StaticWatcher implements AutoCloseable {
    private static final Pattern HASHED = Pattern.compile("/static/[\\w./-]+\\.[0-9a-f]{12}\\.\\w+");
    private static final Pattern IN_CSS = Pattern.compile("url\\(\"?([\\w.-]+\\.[0-9a-f]{12}\\.\\w+)\"?\\)");

    private final DebianHost host;
    private final String page;
    private final String domain;
    private final Duration memory;
    private final Map<String, Instant> known = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long fetches;

    private StaticWatcher(DebianHost host, String page, String domain, Duration memory) {
        this.host = host;
        this.page = page;
        this.domain = domain;
        this.memory = memory;
        this.thread = Thread.ofVirtual().name("static watcher").start(this::watch);
    }

    /** Watches {@code page}, such as {@code https://ysc.example.org/login/}, whose domain is taken to be this host. */
    public static StaticWatcher watch(DebianHost host, String page, Duration memory) {
        return new StaticWatcher(host, page, page.replaceFirst("^https?://", "").replaceFirst("[:/].*$", ""), memory);
    }

    private void watch() {
        String origin = page.substring(0, page.indexOf('/', "https://".length()));
        while (!stopped) {
            String html = get(List.of(page)).getOrDefault(page, "");
            HASHED.matcher(html).results().forEach(match -> known.put(origin + match.group(), Instant.now()));
            known.values().removeIf(since -> since.isBefore(Instant.now().minus(memory)));
            get(new ArrayList<>(known.keySet())).forEach((url, body) -> {
                if (url.endsWith(".css")) {
                    String folder = url.substring(0, url.lastIndexOf('/') + 1);
                    IN_CSS.matcher(body).results().forEach(match -> known.put(folder + match.group(1), Instant.now()));
                }
            });
        }
    }

    /** Bodies of the URLs that answered 200; any other answer is a failure. */
    private Map<String, String> get(List<String> urls) {
        var bodies = new LinkedHashMap<String, String>();
        if (urls.isEmpty()) {
            return bodies;
        }
        var argv = new ArrayList<>(List.of("curl", "--silent", "--insecure", "--max-time", "10", "--connect-to",
                domain + "::" + host.address() + ":", "--write-out",
                "\\n%{http_code} %{url} %{errormsg}\\nEND-OF-ANSWER\\n"));
        argv.addAll(urls);
        // On the machine, not in the host: it has to see the host vanish, too.
        String all = Command.of(argv).run().stdout();
        for (String answer : all.split("END-OF-ANSWER\n")) {
            fetches++;
            String body = answer.stripTrailing();
            int last = body.lastIndexOf('\n');
            String[] status = body.substring(last + 1).split(" ", 3);
            if (status.length > 1 && status[0].equals("200")) {
                seen.add(status[1]);
                bodies.put(status[1], body.substring(0, Math.max(0, last)));
            } else if (!stopped) {
                failures.add(Instant.now() + " " + String.join(" ", status));
            }
        }
        return bodies;
    }

    /** How many answers were awaited. */
    public long fetches() {
        return fetches;
    }

    /** Every URL that ever answered. */
    public Set<String> seen() {
        return new TreeSet<>(seen);
    }

    /** Each with time, status and URL. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
