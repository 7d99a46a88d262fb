package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A pass renders every file, also when nothing has changed: thousands of files must stay cheap. What is counted is what the thread
 * allocates, which is the same on a busy machine; the time is told and judged by nobody.
 */
class RenderCostTest {
    private static final int FILES = 3_000;
    private static final long MOST = 24_000;
    private static final String VHOST = """
            {% for u in upstreams %}
            upstream {{ site }}_{{ u.name }} { server unix:{{ u.socket }}; }
            {% endfor %}
            server {
                server_name {{ ([domain] + aliases) | unique | join(' ') }};
                {% for name, value in headers.items() | sort %}
                add_header {{ name }} "{{ value }}"{{ ' always' if loop.first else '' }};
                {% endfor %}
                {% if tls and not debug | default(false) %}
                ssl_certificate /etc/letsencrypt/live/{{ domain }}/fullchain.pem;
                {% endif %}
                location / { proxy_pass http://{{ site }}_{{ (upstreams | first).name }}; }
            }
            """;

    @Test
    void a_file_costs_two_dozen_kilobytes_to_render_at_most() throws RenderException {
        TemplateEngine engine = new TemplateEngine(TemplateLoader.none());
        Map<String, Object> vars = Map.of("site", "ysc", "domain", "ysc.example.org", "aliases",
                List.of("a.example.org", "b.example.org"),
                "tls", true, "upstreams",
                List.of(Map.of("name", "web", "socket", "/run/a"), Map.of("name", "api", "socket", "/run/b")),
                "headers", Map.of("X-Frame-Options", "DENY", "Referrer-Policy", "same-origin"));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        long best = Long.MAX_VALUE;
        // The first passes parse, and warm up the machine.
        for (int pass = 0; pass < 5; pass++) {
            long start = System.nanoTime();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < FILES; i++) {
                engine.render(new TemplateSource("components/nginx/" + i % 30 + ".j2", VHOST), vars);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / FILES);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.getLogger("cost").log(System.Logger.Level.INFO, "{0} vhosts in {1} us, {2} bytes each", FILES,
                best / 1_000, least);
        assertTrue(least < MOST, least + " bytes for one file");
    }
}
