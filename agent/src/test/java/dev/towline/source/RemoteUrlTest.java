package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.secret.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteUrlTest {
    @ParameterizedTest
    @CsvSource({"https://github.com/example/club.git, HTTPS, github.com",
            "HTTPS://github.com/example/club, HTTPS, github.com",
            "ssh://git@github.com/example/club.git, SSH, github.com", "ssh://git@host:2222/srv/club.git, SSH, host",
            "git@github.com:example/club.git, SSH, github.com", "git@host:/srv/git/club.git, SSH, host",
            "git@host:~ada/club.git, SSH, host",
            "http://127.0.0.1:3000/club.git, HTTP, 127.0.0.1", "http://localhost/club.git, HTTP, localhost",
            "http://[::1]:80/club.git, HTTP, [::1]", "file:///srv/git/club.git, FILE, ''",
            "/srv/git/club.git, FILE, ''"})
    void these_are_followed(String url, RemoteUrl.Scheme scheme, String host) {
        RemoteUrl parsed = RemoteUrl.parse(url);
        assertEquals(scheme, parsed.scheme());
        assertEquals(host, parsed.host());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ext::sh -c id | spaces", "ext::id | not allowed",
            "git://host/x | not encrypted",
            "http://example.org/x | https", "http://127.0.0.1.example.org/x | https", "-oProxyCommand=id | '-'",
            "ssh://-oProxyCommand=id/x | host", "git@-oProxyCommand:x | ssh://git@host", "git@host:-x | https://",
            "https://ada:hunter2@host/x | credentials", "https://hunter2@host/x | credentials",
            "ssh://git:hunter2@host/x | credentials", "ftp://host/x | not allowed", "https:///x | host",
            "file://host/x | three slashes", "file:x | three slashes", "relative/path | not allowed", "'' | empty",
            "https://host/x?token=hunter2 | '?'", "https://ho%st/hunter2 x | spaces",
            "https://host/%zz/hunter2 | cannot be read",
            "http://localhost@evil.example.org/x | credentials", "https://host\\@evil/hunter2 | cannot be read"})
    void these_are_refused_with_a_remedy_and_without_their_secrets(String url, String remedy) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RemoteUrl.parse(url));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(remedy), message);
        assertFalse(message.contains("hunter2"), message);
    }

    @Test
    void credentials_must_fit_the_transport() {
        Credentials key = new Credentials.SshKeyFile(Path.of("/k"), Path.of("/h"));
        Credentials token = new Credentials.Token(Secret.of("t"));
        refused("https://host/x", key);
        refused("ssh://git@host/x", token);
        refused("ssh://git@host/x", Credentials.none());
        refused("/srv/x", token);
        RemoteUrl.parse("https://host/x").requireFit(token);
        RemoteUrl.parse("ssh://git@host/x").requireFit(key);
    }

    @Test
    void credentials_do_not_show_themselves() {
        Credentials.Basic basic = new Credentials.Basic("ada", Secret.of("hunter2"));
        SourceSpec spec = new SourceSpec("club", "https://host/x", RevisionPolicy.parse("main"), ForcePush.REFUSE,
                basic,
                FetchLimits.defaults());
        assertFalse(spec.toString().contains("hunter2"));
        assertFalse(new Credentials.SshKey(Secret.of("hunter2"), "").toString().contains("hunter2"));
    }

    @Test
    void a_source_has_a_name_that_is_fit_for_a_folder() {
        RevisionPolicy main = RevisionPolicy.parse("main");
        for (String name : new String[]{"", "..", "a/b", "A", "-x", ".git"}) {
            assertThrows(IllegalArgumentException.class, () -> SourceSpec.of(name, "/srv/x", main), name);
        }
        assertEquals("ysc-app", SourceSpec.of("ysc-app", "/srv/x", main).name());
    }

    @Test
    void the_default_limits_are_what_the_reference_says() {
        FetchLimits limits = FetchLimits.defaults();
        assertEquals(512L << 20, limits.maxPackBytes());
        assertEquals(100L << 20, limits.maxObjectBytes());
        assertEquals(100_000, limits.maxFiles());
        assertEquals(1L << 30, limits.maxTreeBytes());
        assertEquals(300, limits.timeout().toSeconds());
    }

    private static void refused(String url, Credentials credentials) {
        assertThrows(IllegalArgumentException.class, () -> RemoteUrl.parse(url).requireFit(credentials));
    }
}
