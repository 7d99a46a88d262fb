package dev.towline.desired.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.CredentialSpec;
import dev.towline.desired.Desired;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblyTest {
    private final MemoryFiles repo = Example.repo();
    private final MemoryFiles shipped = Example.shipped();

    @Test
    void a_site_with_a_problem_leaves_the_others_alone() {
        repo.edit("sites/ysc/site.yaml", "soak: 5m", "soak: 5 m");
        assertEquals(1, refused("ysc").size());
        assertEquals("staging", wanted("staging").name().value());
        assertEquals("@host", wanted("@host").name().value());
    }

    @Test
    void a_problem_of_the_shared_file_stops_every_target() {
        repo.edit("towline.yaml", "vars:", "varz:");
        assertEquals(List.of("towline.yaml:1:1: unknown key 'varz'; did you mean 'vars'?"), refused("ysc"));
        assertEquals(refused("ysc"), refused("@host"));
    }

    @Test
    void a_host_without_a_file_stops_everything_and_removes_nothing() {
        repo.without("hosts/soar-1.yaml").with("hosts/soar1.yaml", "sites: []\n");
        DesiredState state = state();
        assertTrue(state.targets().isEmpty());
        assertEquals("hosts/soar-1.yaml: this host has no file in the config repo; "
                + "add it, or set the host's name in agent.yaml; did you mean 'soar1'?",
                state.common().getFirst().toString());
    }

    @Test
    void a_site_that_is_listed_and_not_there_is_a_problem_of_that_site() {
        repo.edit("hosts/soar-1.yaml", "[ysc, staging]", "[ysc, stagin]");
        assertEquals(List.of("hosts/soar-1.yaml:2:14: there is no sites/stagin/site.yaml; did you mean 'staging'?"),
                refused("stagin"));
        assertEquals("ysc", wanted("ysc").name().value());
    }

    @Test
    void two_sites_on_one_domain_port_or_user_are_both_told_and_both_wait() {
        repo.edit("sites/staging/site.yaml", "test.example.org", "ysc.example.org");
        assertEquals(List.of(
                "sites/staging/site.yaml:2:11: the domain ysc.example.org is also claimed by the site ysc; give one of them another"),
                refused("staging"));
        assertEquals(List.of(
                "sites/ysc/site.yaml:1:9: the domain ysc.example.org is also claimed by the site staging; give one of them another"),
                refused("ysc"));
        MemoryFiles fresh = Example.repo().edit("sites/staging/site.yaml", "user: stage", "user: ysc\nport: 8001")
                .edit("sites/ysc/site.yaml", "vars:", "port: 8001\nvars:");
        assertEquals(4, Assembly.of(ConfigReader.read(fresh, shipped), "soar-1").problems().size());
    }

    @Test
    void a_broken_component_stops_the_sites_that_have_it() {
        shipped.edit("postgresql-database/component.yaml", "extensions", "extension");
        assertTrue(refused("ysc").getFirst().startsWith("templates/postgresql-database/component.yaml:4:80"),
                refused("ysc").toString());
        assertEquals("@host", wanted("@host").name().value());
    }

    @Test
    void a_component_of_the_repo_overrides_the_one_that_ships() {
        repo.with("components/nginx-site/component.yaml", "description: our own\n");
        assertEquals("components/nginx-site", wanted("ysc").components().get(1).label());
    }

    @Test
    void a_component_in_the_wrong_place_is_refused() {
        repo.edit("sites/ysc/site.yaml", "timers", "nginx");
        assertEquals(
                List.of("sites/ysc/site.yaml:2:55: 'nginx' is a component of scope host; name it in hosts/soar-1.yaml"),
                refused("ysc"));
    }

    @Test
    void a_template_that_is_not_there_is_named_with_the_nearest() {
        shipped.edit("django/component.yaml", "template: env.j2", "template: envv.j2");
        assertEquals(List.of(
                "templates/django/component.yaml:19:30: there is no template 'envv.j2' in templates/django/; did you mean 'env.j2'?"),
                refused("ysc"));
    }

    @Test
    void a_secret_that_nobody_declares_is_named() {
        shipped.edit("postgresql-database/component.yaml", "password: db_password", "password: db_pasword");
        assertTrue(refused("ysc").getFirst().endsWith("did you mean 'db_password'?"), refused("ysc").toString());
    }

    @Test
    void variables_are_laid_over_each_other_in_their_order() {
        repo.edit("towline.yaml", "admin_mail:", "workers: 2\n  club_name: Towline's\n  admin_mail:");
        assertEquals(4L, wanted("ysc").vars().values().get("workers"));
        assertEquals(1L, wanted("staging").vars().values().get("workers"));
        assertEquals("Your Soaring Club", wanted("ysc").vars().values().get("club_name"));
        assertEquals("Towline's", wanted("@host").vars().values().get("club_name"));
    }

    @Test
    void an_application_that_runs_needs_an_app() {
        repo.edit("sites/ysc/site.yaml",
                "app:\n  repo: https://github.com/example/club.git\n  track: main                 # or a tag, a commit, a semver range over tags\n",
                "");
        assertTrue(
                refused("ysc").getFirst()
                        .startsWith("sites/ysc/site.yaml: 'app' is missing; templates/django builds or runs"),
                refused("ysc").toString());
    }

    @Test
    void a_repository_over_ssh_needs_a_deploy_key() {
        repo.edit("sites/ysc/site.yaml", "https://github.com/example/club.git", "git@github.com:example/club.git");
        assertEquals(List.of(
                "sites/ysc/site.yaml: git@github.com:example/club.git needs a deploy key; see 'credentials' in towline.yaml"),
                refused("ysc"));
        repo.edit("sites/ysc/site.yaml", "git@github.com:example/club.git", "git@git.example.net:club/app.git");
        assertTrue(wanted("ysc").credentials().orElseThrow() instanceof CredentialSpec.Ssh);
    }

    @ParameterizedTest
    @CsvSource({"https://github.com/example, https://github.com/example/club.git, true",
            "https://github.com/example, https://github.com/example.git, true",
            "https://github.com/exam, https://github.com/example/club.git, false",
            "https://github.com, https://github.com.evil.org/x, false",
            "https://github.com/, https://github.com/x, true", "git@host:, git@host:org/x, true",
            "'', https://a/b, false"})
    void credentials_go_only_where_their_prefix_ends_a_part(String prefix, String url, boolean covers) {
        assertEquals(covers, CredentialChoice.covers(prefix, url));
    }

    @Test
    void files_that_nobody_reads_are_told() {
        repo.with("hosts/soar-2.yml", "sites: []\n").with("site/x/site.yaml", "domain: x.org\n")
                .with("sites/Big/site.yaml", "domain: x.org\n")
                .with("README.md", "# Hi\n").with("hosts/README.md", "# Hi\n");
        List<String> stray = ConfigReader.read(repo, shipped).problems().stream().map(Object::toString).toList();
        assertEquals(3, stray.size(), stray.toString());
        assertTrue(stray.contains("hosts/soar-2.yml: this file is not read; rename it to hosts/soar-2.yaml"));
        assertFalse(state().problems().stream().anyMatch(p -> p.file().contains("soar-2")));
    }

    private DesiredState state() {
        return Assembly.of(ConfigReader.read(repo, shipped), "soar-1");
    }

    private TargetSpec wanted(String name) {
        return switch (desired(name)) {
            case Desired.Wanted wanted -> wanted.spec();
            case Desired.Refused refused -> throw new AssertionError(refused.problems().toString());
        };
    }

    private List<String> refused(String name) {
        return switch (desired(name)) {
            case Desired.Wanted _ -> throw new AssertionError(name + " is not refused");
            case Desired.Refused refused -> refused.problems().stream().map(Object::toString).toList();
        };
    }

    private Desired desired(String name) {
        return java.util.Objects.requireNonNull(state().targets().get(new TargetName(name)));
    }
}
