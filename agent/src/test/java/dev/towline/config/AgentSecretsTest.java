package dev.towline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towline.desired.Parsed;
import dev.towline.desired.Problem;
import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSecretsTest {
    private static final String GOOD = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private void secret(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Parsed<AgentSecrets> read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), yaml);
        Surroundings here = new Surroundings("soar-1", Optional.of(folder));
        return AgentSecrets.read(new SettingsReader(here).read(file).value().orElseThrow());
    }

    private static final String ALL = """
            configRepo: { url: https://x.example/y.git, credentials: { tokenFile: git } }
            hooks: [{ id: github, secretFile: hook }]
            api: { tokenFile: api }
            """;

    @Test
    void each_comes_from_its_file_without_the_lines_end() throws Exception {
        secret("git", "ghp_x\n", "rw-------");
        secret("hook", GOOD + "\n", "r--------");
        secret("api", GOOD, "rw-------");
        AgentSecrets secrets = read(ALL).value().orElseThrow();
        assertEquals(new Credentials.Token(Secret.of("ghp_x")), secrets.configRepo());
        assertEquals(Map.of("github", Secret.of(GOOD)), secrets.hooks());
        assertEquals(Optional.of(Secret.of(GOOD)), secrets.apiToken());
        assertFalse(secrets.toString().contains(GOOD), "a secret does not print itself");
    }

    @Test
    void all_that_cannot_be_used_are_told_at_once_and_never_shown() throws Exception {
        secret("hook", GOOD, "rw-r-----");
        secret("api", "short", "rw-------");
        List<String> told = read(ALL).problems().stream().map(Problem::toString).toList();
        assertEquals(List.of(folder + "/hook: others can read or change this secret; chmod 600 " + folder + "/hook",
                folder + "/api: a secret of fewer than 16 characters can be guessed; make one: (umask 077; openssl rand "
                        + "-hex 32 > " + folder + "/api)",
                folder + "/git: there is no such file; make it: (umask 077; openssl rand -hex 32 > " + folder
                        + "/git)"),
                told);
    }

    @Test
    void a_deploy_key_is_looked_at_now_and_read_at_each_connection() throws Exception {
        secret("key", "-----BEGIN", "rw-------");
        assertEquals(new Credentials.SshKeyFile(folder.resolve("key"), folder.resolve("known")), read(
                "configRepo: { url: git@x.example:y.git, credentials: { sshKeyFile: key, knownHostsFile: known } }")
                .value().orElseThrow().configRepo());
    }

    @Test
    void a_public_repository_needs_nothing() throws Exception {
        assertEquals(Credentials.none(), read("configRepo: { url: https://x.example/y.git }").value().orElseThrow()
                .configRepo());
    }
}
