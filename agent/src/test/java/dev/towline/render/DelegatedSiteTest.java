package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MemoryFiles;
import dev.towline.desired.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/delegated-sites.md, line by line. */
class DelegatedSiteTest {
    private static final String SITE = "sites/guild/site.yaml";

    @Test
    void the_owner_has_what_the_host_gives() {
        assertEquals(List.of(), problems(repo()));
        assertEquals(List.of(), problems(repo().edit(SITE, "secrets: []", "secrets: [guild_smtp_password]")
                .edit(SITE, "domain: guild.example.org", "domain: guild.example.org\naliases: [www.guild.example.org]")
                .edit(SITE, "vars:\n", "vars:\n  body_size: 50m\n  database_name: guild_new\n")
                .edit(SITE, "health: []", "health: [ { command: [\"true\"] }, { tcp: 127.0.0.1:443 } ]")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            secrets: []               | secrets: [github_token]
            domain: guild.example.org | domain: ysc.example.org
            domain: guild.example.org | domain: other.example.org
            domain: guild.example.org | domain: guild.example.org\\naliases: ["*.example.org"]
            /guild/app.git            | /guild-evil/app.git
            https://github.com/guild/app.git | https://github.com/example/private.git
            https://github.com/guild/app.git | file:///srv/git/private.git
            secrets: []               | user: ysc
            secrets: []               | port: 8000
            secrets: []               | adopt: [/etc/nginx/sites-enabled/zz-ysc.conf]
            django]                   | django, admin-tool]
            vars:\\n                  | vars:\\n  nginx_server: "access_log /etc/cron.d/x;"\\n
            vars:\\n                  | vars:\\n  tls_key: /etc/ssl/sites/ysc/key.pem\\n
            vars:\\n                  | vars:\\n  tls_certificate: /etc/ssl/sites/ysc/certificate.pem\\n
            vars:\\n                  | vars:\\n  towline_hooks: true\\n
            vars:\\n                  | vars:\\n  database_name: ysc\\n
            vars:\\n                  | vars:\\n  database_others: [ysc]\\n
            vars:\\n                  | vars:\\n  database_role: ysc\\n
            vars:\\n                  | vars:\\n  database_extensions: [plpython3u]\\n
            vars:\\n                  | vars:\\n  python: /opt/guild/shared/evil\\n
            vars:\\n                  | vars:\\n  django_sqlite: /opt/ysc/shared/db.sqlite3\\n
            vars:\\n                  | vars:\\n  memory_max: "1G\\\\nUser=root"\\n
            health: []                | health: [ { command: { run: [id], user: root } } ]
            health: []                | health: [ { http: { path: /, endpoint: "unix:/run/sites/ysc/current.sock" } } ]
            health: []                | health: [ { http: { path: /, endpoint: "127.0.0.1:9876" } } ]
            health: []                | health: [ { tcp: 169.254.169.254:80 } ]
            health: []                | health: [ { sql: { query: select 1, url: "sqlite:/opt/ysc/shared/db.sqlite3" } } ]
            health: []                | health: [ { sql: { query: select 1, user: postgres } } ]
            secrets: []               | delegated: {}
            secrets: []               | admit: [admin-tool]
            secrets: []               | release: { limits: { memory: 1G } }
            secrets: []               | release: { limits: { tasks: 5000 } }
            secrets: []               | release: { limits: { output: 1G } }
            """)
    void the_owner_has_nothing_else(String from, String to) {
        List<Problem> problems = problems(repo().edit(SITE, from.replace("\\n", "\n"),
                to.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")));
        assertTrue(!problems.isEmpty(), to);
        assertTrue(problems.stream().allMatch(p -> p.toString().contains("guild")), problems.toString());
    }

    @Test
    void the_owner_may_ask_for_the_memory_that_the_host_gives() {
        MemoryFiles files = repo().edit("hosts/h.yaml", "domains: [guild", "limits: { memory: 2G }, domains: [guild");
        assertEquals(List.of(), problems(files.edit(SITE, "secrets: []", "release: { limits: { memory: 2G } }")));
        assertEquals(1, problems(files.edit(SITE, "memory: 2G", "memory: 3G")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain", "port"})
    void a_claim_of_another_sites_name_stops_only_the_delegated_one(String what) {
        MemoryFiles files = repo();
        if (what.equals("domain")) {
            files.edit(SITE, "domain: guild.example.org", "domain: ysc.example.org")
                    .edit("hosts/h.yaml", "[guild.example.org,", "[ysc.example.org,");
        } else {
            files.edit(SITE, "secrets: []", "port: 8000")
                    .edit("sites/ysc/site.yaml", "components", "port: 8000\ncomponents")
                    .edit("hosts/h.yaml", "owner: x", "owner: x, port: 8000");
        }
        List<Problem> problems = problems(files);
        assertEquals(List.of(SITE), problems.stream().map(Problem::file).distinct().toList(), problems.toString());
    }

    @Test
    void a_check_runs_as_the_sites_user() {
        RenderedTarget target = ExampleConfigRepo.target(
                repo().edit(SITE, "health: []", "health: [ { command: [\"true\"] } ]"), "h", "guild",
                ExampleConfigRepo.DEBIAN_12, "");
        assertEquals(List.of("guild"), target.health().checks().stream()
                .filter(dev.towline.health.HealthCheck.Exec.class::isInstance)
                .map(c -> ((dev.towline.health.HealthCheck.Exec) c).user()).toList());
    }

    private static MemoryFiles repo() {
        return new MemoryFiles()
                .with("hosts/h.yaml", """
                        components: [nginx, postgresql]
                        sites: [ysc, guild]
                        admit: [admin-tool]
                        delegated:
                          guild: { owner: x, domains: [guild.example.org, www.guild.example.org], repos: ["https://github.com/guild"], secrets: [guild_smtp_password] }
                        """)
                .with("components/admin-tool/component.yaml", "setup: [ { name: a, run: [id], creates: /etc/a } ]\n")
                .with("sites/ysc/site.yaml", "domain: ysc.example.org\ncomponents: [nginx-site, postgresql-database]\n")
                .with(SITE, """
                        domain: guild.example.org
                        components: [nginx-site, postgresql-database, django]
                        app: { repo: "https://github.com/guild/app.git" }
                        secrets: []
                        health: []
                        vars:
                          django_wsgi: guild.wsgi
                        """);
    }

    private static List<Problem> problems(MemoryFiles files) {
        return Validation.of(files, ExampleConfigRepo.shipped());
    }
}
