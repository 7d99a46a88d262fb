package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.ConfigRepo;
import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.TargetName;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.health.HealthCheck;
import dev.towline.host.Facts;
import dev.towline.secret.Secret;
import dev.towline.secret.SecretRef;
import dev.towline.secret.SecretStore;
import dev.towline.secret.StandInSecrets;
import dev.towline.source.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetRendererTest {
    private static final Facts FACTS = new Facts("soar-1", 2, 2048, "debian", "12", "amd64");
    private static final AgentFacts AGENT = new AgentFacts("", "127.0.0.1:9876", List.of("github"));
    private static final Path GOLDEN = Path.of("src/test/resources/desired/golden");

    private MemoryFiles repo = Example.repo();
    private MemoryFiles shipped = Example.shipped();
    private AgentFacts agent = AGENT;
    private FakeApp app = FakeApp.django();
    private String python = "Python 3.11.2";
    private SecretStore secrets = new StandInSecrets();

    @ParameterizedTest
    @ValueSource(strings = {"@host", "ysc", "staging"})
    void a_target_comes_out_as_its_golden_file_says(String name) throws IOException {
        String dump = new Dump().of(settled(name));
        Path golden = GOLDEN.resolve(name.replace("@", "") + ".txt");
        if ("write".equals(System.getProperty("towline.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, dump);
        }
        assertEquals(Files.readString(golden), dump,
                "write the golden files anew with -Dtowline.golden=write, and read the diff");
    }

    @Test
    void the_same_inputs_make_the_same_release() {
        assertEquals(release("ysc").id(), release("ysc").id());
        assertEquals(settled("ysc").settings(), settled("ysc").settings());
    }

    @Test
    void a_new_commit_alone_makes_another_release_of_the_same_settings() {
        RenderedRelease before = release("ysc");
        app = new FakeApp(Revision.of("b".repeat(40)), app.files());
        assertNotEquals(before.id(), release("ysc").id());
        assertEquals(before.settings(), release("ysc").settings());
        assertEquals("bbbbbbb-" + before.id().substring(8), release("ysc").id());
    }

    @Test
    void a_changed_setting_of_the_release_makes_another_release_of_the_same_commit() {
        String before = release("ysc").id();
        shipped.edit("django/env.j2", "STATIC_ROOT", "STATIC_FOLDER");
        assertNotEquals(before, release("ysc").id());
        assertEquals(before.substring(0, 8), release("ysc").id().substring(0, 8));
    }

    @Test
    void what_nginx_says_and_how_many_releases_are_kept_make_no_other_release() {
        String before = release("ysc").id();
        shipped.edit("nginx-site/vhost.conf.j2", "listen 80", "listen 8080");
        repo.edit("sites/ysc/site.yaml", "keep: 3", "keep: 5");
        assertEquals(before, release("ysc").id());
    }

    @Test
    void another_interpreter_or_other_requirements_make_another_environment() {
        String before = environment();
        python = "Python 3.13.1";
        String other = environment();
        python = "Python 3.11.2";
        app = new FakeApp(app.revision(), java.util.Map.of("requirements.txt", "Django==5.2\n"));
        assertEquals(3, java.util.Set.of(before, other, environment()).size());
    }

    @Test
    void an_app_without_the_inputs_that_its_environment_names_is_refused() {
        app = new FakeApp(app.revision(), java.util.Map.of("README", "x"));
        assertTrue(refused("ysc").contains("no file of the app at 3f2c1a900000 matches requirements*.txt"),
                refused("ysc"));
    }

    private static final String POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab".repeat(32)
            + "\nsize 48213\n";

    private FakeApp with(String path, String text, String... submodules) {
        java.util.Map<String, String> files = new java.util.HashMap<>(FakeApp.django().files());
        files.put(path, text);
        return new FakeApp(FakeApp.FIRST, files, List.of(submodules));
    }

    @ParameterizedTest
    @ValueSource(strings = {"static/logo.png", "club/static/club/logo.png", "public/a", "media/x.jpg"})
    void a_pointer_of_git_lfs_that_the_site_would_serve_is_refused_and_the_printed_key_accepts_it(String path) {
        String digest = release("ysc").id();
        app = with(path, POINTER);
        accept(refused("ysc"), path);
        assertEquals(digest, release("ysc").id(), "what may be lacking makes no other release");
    }

    @Test
    void a_submodule_that_the_site_would_serve_is_refused_and_the_printed_key_accepts_it() {
        app = with("x", "", "static/vendor/theme");
        accept(refused("ysc"), "static/vendor/theme");
        release("ysc");
    }

    @Test
    void a_pointer_or_a_submodule_elsewhere_is_no_reason_against_a_release() {
        app = with("models/large.bin", POINTER, "vendor/library");
        release("ysc");
    }

    /** Does what the refusal says. */
    private void accept(String refused, String path) {
        assertTrue(refused.contains("sites/ysc/site.yaml") && refused.contains("'" + path + "' is a "), refused);
        java.util.regex.Matcher way = java.util.regex.Pattern.compile("mayLack: \\[[^]]*]").matcher(refused);
        assertTrue(way.find(), refused);
        repo.edit("sites/ysc/site.yaml", "app:\n", "app:\n  " + way.group() + "\n");
    }

    @Test
    void under_a_root_prefix_every_path_is_below_it() {
        agent = new AgentFacts("/tmp/demo", "127.0.0.1:9876", List.of());
        RenderedTarget target = settled("ysc");
        RenderedRelease release = target.release().orElseThrow();
        assertTrue(target.files().stream().allMatch(f -> f.path().startsWith("/tmp/demo/")));
        assertTrue(target.directories().stream().allMatch(d -> d.path().startsWith("/tmp/demo/opt/ysc")));
        assertEquals("/tmp/demo/opt/ysc/releases/" + release.id(), release.path());
        assertEquals("/tmp/demo/run/sites/ysc/blue/web.sock", release.web().orElseThrow().blue().socket());
        assertTrue(Dump.text(release.web().orElseThrow().blue().file())
                .contains("unix:/tmp/demo/run/sites/ysc/blue/web.sock"));
    }

    @Test
    void a_file_with_a_secret_in_it_is_secret_and_never_for_everybody() {
        RenderedFile env = release("ysc").files().getFirst();
        assertTrue(env.secret());
        assertEquals("root:ysc 0640", env.ownership().toString());
        shipped.edit("django/component.yaml", "template: env.j2,", "template: env.j2, mode: '0644',");
        assertTrue(refused("ysc").contains("every user may read it"), refused("ysc"));
    }

    @Test
    void a_file_that_holds_a_secret_by_its_value_may_be_shown_with_the_value_hidden() {
        assertFalse(release("ysc").files().getFirst().content().withheld());
    }

    @Test
    void a_file_that_tells_a_secret_in_another_form_or_is_declared_secret_is_shown_to_nobody() {
        shipped.edit("django/env.j2", "{{ secrets.db_password", "{{ secrets.db_password | hash('sha256')");
        RenderedFile env = release("ysc").files().getFirst();
        assertTrue(env.secret());
        assertTrue(env.content().withheld(), Dump.text(env));
    }

    @Test
    void the_word_alone_hides_nothing_and_stays_in_the_digest_of_the_settings() {
        shipped.edit("nginx-site/vhost.conf.j2", "listen 80",
                "# https://docs.python.org/3/library/secrets.html\nlisten 80");
        RenderedFile vhost = settled("ysc").files().stream().filter(f -> Dump.text(f).contains("library/secrets"))
                .findFirst().orElseThrow();
        assertTrue(vhost.secret());
        assertFalse(vhost.content().withheld());
    }

    @Test
    void no_secret_gets_into_paths_commands_or_unit_files() {
        shipped.edit("django/web.service.j2", "{{ workers }}", "{{ secrets.db_password }}");
        assertTrue(refused("ysc").contains("django/web.service.j2"), refused("ysc"));
    }

    @Test
    void a_secret_that_is_not_on_the_host_stops_that_site_alone_and_says_where_it_goes() {
        repo.edit("sites/ysc/site.yaml", "vars:", "secrets: [smtp_password]\nvars:");
        secrets = new NoneGiven();
        assertEquals("sites/ysc/site.yaml: the secret 'smtp_password' is not on this host; "
                + "write it to /etc/towline/secrets/smtp_password, readable by its owner alone (mode 0600)",
                refused("ysc"));
        assertEquals("staging", settled("staging").name().value());
    }

    @Test
    void all_mistakes_of_a_target_come_out_together() {
        shipped.edit("nginx-site/vhost.conf.j2", "{{ site.shared }}", "{{ site.sharred }}").edit("django/env.j2",
                "settings_module",
                "settings_modul");
        shipped.edit("nginx-site/component.yaml", "when: \"club_name", "when: \"clubname");
        String problems = refused("ysc");
        assertTrue(problems.contains("templates/nginx-site/vhost.conf.j2:6:"), problems);
        assertTrue(problems.contains("templates/nginx-site/component.yaml:16:71: 'clubname' is undefined"), problems);
        assertTrue(problems.contains("templates/django/env.j2:1:"), problems);
    }

    @Test
    void a_web_process_that_nobody_asks_is_asked_for_its_front_page() {
        repo.edit("sites/staging/site.yaml", "checks: [ http: /login/ ]", "checks: []");
        List<HealthCheck> checks = settled("staging").health().checks();
        assertEquals(List.of("http /"), checks.stream().map(HealthCheck::name).toList());
    }

    @Test
    void a_query_without_a_url_goes_to_the_sites_own_database() {
        HealthCheck.Sql sql = (HealthCheck.Sql) settled("ysc").health().checks().getLast();
        assertEquals("jdbc:postgresql://127.0.0.1:5432/ysc", sql.url());
        assertEquals("/etc/towline/secrets/db_password", sql.passwordFile());
    }

    @Test
    void one_component_writing_the_file_of_another_is_refused() {
        shipped.with("timers/component.yaml", "files: [ { path: /etc/nginx/sites-enabled/ysc.conf, content: x } ]\n");
        assertTrue(refused("ysc").contains("/etc/nginx/sites-enabled/ysc.conf is made twice"), refused("ysc"));
    }

    @Test
    void the_list_of_sites_is_unknown_while_one_of_them_cannot_be_read() {
        repo.edit("sites/staging/site.yaml", "domain:", "domane:");
        assertTrue(refused("@host").contains("host.sites is not known while these sites cannot be read: staging"),
                refused("@host"));
        assertFalse(settled("ysc").files().isEmpty());
    }

    private String environment() {
        return release("ysc").environment().orElseThrow().digest();
    }

    private RenderedRelease release(String name) {
        return settled(name).release().orElseThrow();
    }

    private RenderedTarget settled(String name) {
        return switch (render(name)) {
            case Rendering.Settled settled -> settled.target();
            case Rendering.Refused refused -> throw new AssertionError(refused.problems().toString());
        };
    }

    private String refused(String name) {
        return switch (render(name)) {
            case Rendering.Settled settled -> throw new AssertionError(settled.target().name() + " was rendered");
            case Rendering.Refused refused ->
                String.join("\n", refused.problems().stream().map(Object::toString).toList());
        };
    }

    private Rendering render(String name) {
        ConfigRepo config = ConfigReader.read(repo, shipped);
        TargetRenderer renderer = new TargetRenderer(config, Assembly.of(config, "soar-1"), FACTS, agent);
        return renderer.render(new TargetName(name),
                new RenderInputs(secrets, new AppTree.At(app), _ -> Optional.of(python)));
    }

    /** Makes what may be made, and was given nothing. */
    private static final class NoneGiven implements SecretStore {
        private final StandInSecrets made = new StandInSecrets();

        @Override
        public Optional<Secret> find(SecretRef ref) {
            return Optional.empty();
        }

        @Override
        public Secret findOrMake(SecretRef ref, int length) {
            return made.findOrMake(ref, length);
        }

        @Override
        public Optional<String> file(SecretRef ref) {
            return made.file(ref);
        }

        @Override
        public List<String> places(SecretRef ref) {
            return made.places(ref);
        }

        @Override
        public String generation(String owner) {
            return "";
        }
    }
}
