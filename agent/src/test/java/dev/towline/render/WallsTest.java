package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.MemoryFiles;
import dev.towline.desired.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A component of the config repo at the host {@code h}, which has the sites {@code ysc}, {@code ysc-two} and {@code other}. */
class WallsTest {
    private static final String OWN = "components/own/component.yaml";

    @Test
    void what_a_site_needs_is_let_through() {
        assertEquals(List.of(),
                site("""
                users: [ { name: "{{ site.user }}", home: "{{ site.home }}" } ]
                directories:
                  - { path: "{{ site.home }}" }
                  - { path: "{{ site.shared }}", owner: "{{ site.user }}", group: www-data, mode: "2750" }
                  - { path: "{{ site.run }}/blue", owner: "{{ site.user }}", group: www-data, mode: "2750" }
                files:
                  - { path: "{{ site.home }}/a.conf", content: x, owner: "{{ site.user }}" }
                  - { path: "/etc/systemd/system/ysc-a.service", content: "[Service]\\nUser=ysc\\nExecStart=/bin/true\\n", onChange: { restart: ysc-a.service } }
                  - path: /etc/tmpfiles.d/towline-ysc.conf
                    content: |
                      # folders
                      d /run/sites 0755 root root -
                      d {{ site.run }}/green 2750 {{ site.user }} www-data -
                    onChange: { run: [systemd-tmpfiles, --create, /etc/tmpfiles.d/towline-ysc.conf] }
                links: [ { path: /opt/ysc/link, targets: [/opt/ysc/shared/a] } ]
                units: [ { name: ysc-a.service } ]
                setup: [ { name: once, run: [touch, /opt/ysc/shared/x], creates: /opt/ysc/shared/x, user: "{{ site.user }}" } ]
                secrets: [ { name: db, generate: 32 } ]
                databases: [ { name: "{{ site.user }} {{ site.user }}_logs", role: "{{ site.user }}", password: db, extensions: [pg_trgm] } ]
                health: [ { command: [true] }, { http: { path: /, endpoint: "unix:/run/sites/ysc/current.sock" } } ]
                """.replace("name: \"{{ site.user }} {{ site.user }}_logs\"",
                        "name: \"{{ [site.user, site.user ~ '_logs'] | join(' ') }}\"")
                        .replace("[true]", "[\"true\"]")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // paths
            "files: [ { path: /etc/sudoers.d/x, content: x } ]",
            "files: [ { path: /root/.ssh/authorized_keys, content: x } ]",
            "files: [ { path: /opt/other/shared/x, content: x } ]",
            "files: [ { path: /run/sites/other/current.sock, content: x } ]",
            "files: [ { path: /etc/towline/agent.yaml, content: x } ]",
            "files: [ { path: /var/lib/towline/x, content: x } ]",
            "files: [ { path: /usr/lib/towline/x, content: x } ]", "files: [ { path: /etc/cron.d/x, content: x } ]",
            "files: [ { path: /etc/nginx/sites-enabled/zz-ysc.conf, content: x } ]",
            "files: [ { path: /etc/motd, content: x } ]",
            "files: [ { path: /etc/logrotate.d/ysc, content: x } ]", "files: [ { path: /opt/yscx/a, content: x } ]",
            "files: [ { path: /etc/profile.d/ysc.sh, content: x } ]",
            "files: [ { path: /etc/ld.so.preload, content: x } ]",
            "directories: [ { path: /opt/other } ]", "directories: [ { path: /, mode: \"0777\" } ]",
            "directories: [ { path: / } ]",
            "directories: [ { path: /etc } ]", "directories: [ { path: /opt } ]", "directories: [ { path: /root } ]",
            "links: [ { path: /etc/x, targets: [/opt/ysc/a] } ]",
            "links: [ { path: /opt/ysc/a, targets: [/etc/shadow] } ]",
            "links: [ { path: /opt/ysc/a, targets: [/opt/ysc/b, /opt/other/shared/db.sqlite3] } ]",
            // modes and owners
            "files: [ { path: /opt/ysc/x, content: x, mode: \"4755\" } ]",
            "files: [ { path: /opt/ysc/x, content: x, mode: \"2755\" } ]",
            "files: [ { path: /opt/ysc/x, content: x, mode: \"0666\" } ]",
            "directories: [ { path: /opt/ysc/x, mode: \"0777\" } ]",
            "directories: [ { path: /opt/ysc/x, mode: \"4755\" } ]",
            "files: [ { path: /opt/ysc/x, content: x, owner: postgres } ]",
            "files: [ { path: /opt/ysc/x, content: x, group: shadow } ]",
            "directories: [ { path: /opt/ysc/x, owner: other } ]",
            // users
            "users: [ { name: postgres, home: /opt/ysc } ]", "users: [ { name: root, home: /root } ]",
            "users: [ { name: other, home: /opt/ysc } ]", "users: [ { name: ysc, home: /root } ]",
            "users: [ { name: ysc, home: / } ]",
            "users: [ { name: ysc, home: /opt/ysc, groups: [sudo] } ]",
            "users: [ { name: ysc, home: /opt/ysc, groups: [www-data] } ]",
            // units
            "units: [ { name: ssh.service } ]", "units: [ { name: other-web.service } ]",
            "units: [ { name: ysc-two-web.service } ]",
            "units: [ { name: towline.service, running: false } ]",
            "units: [ { name: nginx.service, enabled: false } ]",
            "files: [ { path: /etc/systemd/system/ssh.service, content: x } ]",
            "files: [ { path: /etc/systemd/system/ssh.service.d/x.conf, content: x } ]",
            "files: [ { path: /etc/systemd/system/ysc-a.service.d/x.conf, content: \"[Service]\\nUser=ysc\" } ]",
            "files: [ { path: /etc/systemd/system/towline.service.d/x.conf, content: x } ]",
            "files: [ { path: /etc/systemd/system/ysc-a.service, content: \"[Service]\\nExecStart=/bin/sh\" } ]",
            "files: [ { path: /etc/systemd/system/ysc-a.service, content: \"[Service]\\nUser=ysc\\nExecStart=+/bin/sh\" } ]",
            "files: [ { path: /etc/systemd/system/ysc-two-a.service, content: \"[Service]\\nUser=ysc\" } ]",
            "files: [ { path: /etc/systemd/system/ysc-a.mount, content: \"[Unit]\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-ysc.conf, content: \"C /root/.ssh/authorized_keys - - - - /opt/ysc/k\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-ysc.conf, content: \"d /etc 0777 root root -\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-ysc.conf, content: \"d /run/sites/other 0755 ysc ysc -\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-ysc.conf, content: \"d! /run/sites/ysc 0755 ysc ysc -\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-ysc.conf, content: \"d /run/sites/ysc/../x 0755 ysc ysc -\" } ]",
            "files: [ { path: /etc/tmpfiles.d/towline-other.conf, content: \"\" } ]",
            // commands
            "files: [ { path: /opt/ysc/a, content: x, onChange: { run: [sh, -c, id] } } ]",
            "files: [ { path: /opt/ysc/a, content: x, onChange: { run: [systemd-tmpfiles, --create, /opt/ysc/a] } } ]",
            "files: [ { path: /opt/ysc/a, content: x, onChange: { restart: ssh.service } } ]",
            "files: [ { path: /opt/ysc/a, content: x, onChange: { reload: other-web.service } } ]",
            "links: [ { path: /opt/ysc/a, targets: [/opt/ysc/b], onChange: { run: [id] } } ]",
            "setup: [ { name: a, run: [id], creates: /opt/ysc/a } ]",
            "setup: [ { name: a, run: [id], creates: /opt/ysc/a, user: other } ]",
            "setup: [ { name: a, run: [id], creates: /etc/a, user: ysc } ]",
            "validators: { v: { run: [sh, -c, id] } }",
            // databases
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: other, role: ysc, password: db } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: ysc, role: other, password: db } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: postgres, role: ysc, password: db } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: ysc, role: postgres, password: db } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: ysc, role: pg_monitor, password: db } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: ysc, role: ysc, password: db, extensions: [plpython3u] } ]",
            // checks
            "health: [ { command: { run: [id], user: root } } ]",
            "health: [ { http: { path: /, endpoint: \"unix:/run/sites/other/current.sock\" } } ]",
            "health: [ { http: { path: /, endpoint: \"169.254.169.254:80\" } } ]",
            "health: [ { tcp: 127.0.0.1:9876 } ]",
            "health: [ { sql: { query: select 1, url: \"sqlite:/opt/other/shared/db.sqlite3\" } } ]",
            "health: [ { sql: { query: select 1, url: \"jdbc:sqlite:/opt/ysc/../other/db\" } } ]",
            "health: [ { sql: { query: select 1, url: \"jdbc:postgresql://127.0.0.1/other\" } } ]",
            // releases
            "environment: { inputs: [a], interpreter: [sh, -c, id], steps: [ { name: a, run: [id] } ] }",
            "environment: { inputs: [a], interpreter: [/opt/ysc/shared/evil, -VV], steps: [ { name: a, run: [id] } ] }",
            "environment: { inputs: [a], interpreter: [python3, /opt/ysc/x.py], steps: [ { name: a, run: [id] } ] }",
            "release: { writable: [/etc] }", "release: { writable: [/opt/other/shared] }", "release: { group: shadow }",
            "release: { files: [ { path: env, content: x, owner: postgres } ] }",
            "release: { files: [ { path: env, content: x, group: shadow } ] }",
            "release: { files: [ { path: env, content: x, mode: \"4755\" } ] }",
            "release: { files: [ { path: env, content: x, mode: \"0666\" } ] }",
            "release: { migrations: { pending: [id], run: [id], saves: [ { sqlite: /opt/other/shared/db.sqlite3 } ] } }",
            "release: { migrations: { pending: [id], run: [id], saves: [ { sqlite: /etc/shadow } ] } }",
            "release: { migrations: { pending: [id], run: [id], saves: [ { postgresql: other } ] } }"})
    void a_sites_own_component_stays_in_its_site(String yaml) {
        List<Problem> problems = site(yaml);
        assertEquals(1, problems.size(), yaml + " " + problems);
        assertTrue(problems.getFirst().message().contains("may not have"), problems.toString());
        assertEquals(OWN, problems.getFirst().file());
    }

    @ParameterizedTest
    @ValueSource(strings = {"files: [ { path: /etc/motd, content: x } ]",
            "setup: [ { name: a, run: [id], creates: /etc/a } ]",
            "units: [ { name: nginx.service } ]", "validators: { v: { run: [id] } }",
            "files: [ { path: /etc/systemd/system/ysc-a.service, content: \"[Service]\\nExecStart=/bin/sh\" } ]"})
    void a_component_that_the_host_admits_may_do_more(String yaml) {
        assertEquals(1, site(yaml).size(), yaml);
        assertEquals(List.of(), problems(repo(yaml, "site").edit("hosts/h.yaml", "sites:", "admit: [own]\nsites:")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"files: [ { path: /opt/other/x, content: x } ]",
            "files: [ { path: /etc/towline/x, content: x } ]",
            "files: [ { path: /etc/sudoers.d/x, content: x } ]", "units: [ { name: towline.service } ]",
            "units: [ { name: other-web.service } ]",
            "directories: [ { path: /, mode: \"0777\" } ]", "directories: [ { path: /etc, mode: \"0700\" } ]",
            "files: [ { path: /opt/ysc/x, content: x, mode: \"4755\" } ]",
            "users: [ { name: postgres, home: /opt/ysc } ]"})
    void not_even_an_admitted_component_leaves_these(String yaml) {
        assertEquals(1, problems(repo(yaml, "site").edit("hosts/h.yaml", "sites:", "admit: [own]\nsites:")).size(),
                yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files: [ { path: /etc/sudoers.d/x, content: x } ]",
            "files: [ { path: /root/.ssh/authorized_keys, content: x } ]",
            "files: [ { path: /etc/towline/agent.yaml, content: x } ]", "files: [ { path: /opt/ysc/x, content: x } ]",
            "files: [ { path: /etc/systemd/system/towline.service, content: x } ]",
            "files: [ { path: /etc/systemd/system/ysc-web.service, content: x } ]",
            "files: [ { path: /usr/bin/x, content: x } ]", "files: [ { path: /etc/x, content: x, mode: \"4755\" } ]",
            "files: [ { path: /etc/x, content: x, mode: \"0666\" } ]", "directories: [ { path: /, mode: \"0777\" } ]",
            "directories: [ { path: /etc, mode: \"0700\" } ]", "directories: [ { path: /tmp } ]",
            "directories: [ { path: /var/lib, owner: postgres } ]",
            "users: [ { name: root, home: /root } ]", "users: [ { name: www-data, home: /srv/a } ]",
            "users: [ { name: systemd-network, home: /srv/a } ]",
            "units: [ { name: towline.service } ]", "units: [ { name: towline-backup.timer } ]",
            "units: [ { name: ysc-web.service } ]",
            "links: [ { path: /etc/cron.d/x, targets: [/srv/a] } ]",
            "setup: [ { name: a, run: [id], creates: /etc/shadow } ]",
            "secrets: [ { name: db, generate: 32 } ]\ndatabases: [ { name: template1, role: a, password: db } ]",
            "roots: [/etc/foo]\nfiles: [ { path: /etc/bar, content: x } ]",
            "roots: [/etc]\nfiles: [ { path: /etc/towline/x, content: x } ]",
            "roots: [/]\nfiles: [ { path: /opt/ysc/x, content: x } ]"})
    void a_component_of_the_host_keeps_to_its_roots(String yaml) {
        List<Problem> problems = problems(repo(yaml, "host"));
        assertEquals(1, problems.size(), yaml + " " + problems);
        assertTrue(problems.getFirst().message().contains("may not have"), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"files: [ { path: /etc/motd, content: x } ]",
            "roots: [/etc/sudoers.d]\nfiles: [ { path: /etc/sudoers.d/x, content: x, mode: \"0440\" } ]",
            "users: [ { name: deploy, home: /srv/deploy, groups: [sudo] } ]",
            "directories: [ { path: /etc }, { path: /srv/a } ]",
            "units: [ { name: ssh.service } ]", "setup: [ { name: a, run: [id], creates: /etc/a } ]",
            "files: [ { path: /etc/x, content: x, onChange: { run: [id] } } ]"})
    void a_component_of_the_host_may_act_as_root(String yaml) {
        assertEquals(List.of(), problems(repo(yaml, "host")));
    }

    @Test
    void a_component_of_a_shipped_ones_name_has_not_its_privileges() {
        MemoryFiles files = repo("", "site").edit("sites/ysc/site.yaml", "[own]", "[certbot]")
                .with("components/certbot/component.yaml", "setup: [ { name: a, run: [id], creates: /etc/a } ]\n");
        assertEquals(2, problems(files).size() + 1, problems(files).toString());
    }

    /** Who changes the shipped component for himself needs nobody's leave, as long as it stays in the site. */
    @Test
    void a_copy_of_django_needs_no_admission() {
        MemoryFiles shipped = MemoryFiles.over(ExampleConfigRepo.shipped());
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files());
        shipped.paths().stream().filter(path -> path.startsWith("django/"))
                .forEach(path -> files.with("components/" + path, shipped.read(path).orElseThrow()));
        assertEquals(List.of(), problems(files));
        files.edit("components/django/service.j2", "User={{ site.user }}", "User=root");
        assertTrue(problems(files).stream().allMatch(p -> p.message().contains("User=root leaves the site")));
        assertEquals(2, problems(files).stream().map(p -> p.message().replaceAll(".* of the site (\\S+) .*", "$1"))
                .distinct().count());
    }

    /** The second wall does not lean on the first: a value that its declaration lets through is caught in the unit. */
    @Test
    void a_shipped_components_process_runs_as_the_sites_user_whatever_its_variables_say() {
        MemoryFiles shipped = MemoryFiles.over(ExampleConfigRepo.shipped()).edit("django/component.yaml",
                "memory_max: { type: size,", "memory_max: { type: any,");
        MemoryFiles files = MemoryFiles.over(ExampleConfigRepo.files()).edit("sites/logbook/site.yaml",
                "memory_max: 200M", "memory_max: \"1G\\nUser=root\"");
        List<Problem> problems = Validation.of(files, shipped);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().message().contains("User=root leaves the site"), problems.toString());
    }

    @Test
    void the_component_of_the_host_tests_needs_no_admission() throws java.io.IOException {
        MemoryFiles files = new MemoryFiles()
                .with("hosts/h.yaml", "components: [base, nginx, postgresql]\nsites: [ysc]\n")
                .with("sites/ysc/site.yaml", """
                        domain: ysc.example.org
                        components: [nginx-site, postgresql-database, flights]
                        app: { repo: "https://example.org/a.git" }
                        migrations: { engine: sql }
                        vars: { media_url: "" }
                        """);
        for (String name : List.of("component.yaml", "web.service.j2")) {
            files.with("components/flights/" + name,
                    java.nio.file.Files.readString(java.nio.file.Path.of("src/test/lab/flights/component", name)));
        }
        assertEquals(List.of(), problems(files));
    }

    @Test
    void a_path_of_another_site_names_both() {
        Problem problem = site("files: [ { path: /opt/other/shared/x, content: x } ]").getFirst();
        assertTrue(problem.message().contains("site ysc") && problem.message().contains("site other"),
                problem.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "www-data", "mail", "systemd-resolve", "root", "_apt"})
    void no_site_runs_as_an_account_of_the_system(String user) {
        List<Problem> problems = problems(
                repo("", "site").edit("sites/ysc/site.yaml", "[own]", "[own]\nuser: " + user));
        assertEquals(1, problems.size(), problems.toString());
        assertEquals("sites/ysc/site.yaml:3:7",
                problems.getFirst().file() + ":" + problems.getFirst().line() + ":" + problems.getFirst().column());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail", "backup", "towline", "towline-x"})
    void no_site_has_a_name_that_is_the_systems_or_the_agents(String name) {
        MemoryFiles files = repo("", "site").edit("hosts/h.yaml", "ysc,", name + ",")
                .with("sites/" + name + "/site.yaml", "domain: x.example.org\n");
        assertEquals(1, problems(files).size(), problems(files).toString());
    }

    private static List<Problem> site(String yaml) {
        return problems(repo(yaml, "site"));
    }

    private static MemoryFiles repo(String yaml, String scope) {
        boolean app = yaml.startsWith("environment") || yaml.startsWith("release");
        return new MemoryFiles()
                .with("hosts/h.yaml",
                        "components: [" + (scope.equals("host") ? "own" : "") + "]\nsites: [ysc, ysc-two, other]\n")
                .with("sites/ysc/site.yaml",
                        "domain: ysc.example.org\ncomponents: [" + (scope.equals("site") ? "own" : "") + "]\n"
                                + (app ? "app: { repo: \"https://example.org/a.git\" }\n" : ""))
                .with("sites/ysc-two/site.yaml", "domain: two.example.org\n")
                .with("sites/other/site.yaml", "domain: other.example.org\n")
                .with(OWN, "scope: " + scope + "\n" + yaml);
    }

    private static List<Problem> problems(MemoryFiles files) {
        return Validation.of(files, ExampleConfigRepo.shipped());
    }
}
