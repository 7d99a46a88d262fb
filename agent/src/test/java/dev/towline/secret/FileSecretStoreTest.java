package dev.towline.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.Ownership;
import dev.towline.host.sim.SimHost;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileSecretStoreTest {
    private static final SecretRef DATABASE = new SecretRef("ysc", "db_password");
    private static final SecretRef MAIL = new SecretRef("ysc", "smtp_password");

    private final SimHost host = new SimHost();
    private final FileSecretStore store = new FileSecretStore(host.files(), "/var/lib/towline/secrets",
            "/etc/towline/secrets",
            "root", "root");

    @BeforeEach
    void folders() {
        host.simDisk().makeDirectories("/var/lib/towline");
        host.simDisk().makeDirectories("/etc/towline/secrets/ysc");
    }

    @Test
    void a_secret_is_made_once_and_stays() {
        Secret made = store.findOrMake(DATABASE, 40);
        assertEquals(40, made.reveal().length());
        assertTrue(made.reveal().matches("[A-Za-z][A-Za-z0-9_-]{39}"));
        assertEquals(made, store.findOrMake(DATABASE, 50));
        assertEquals(Optional.of(made), store.find(DATABASE));
    }

    @Test
    void what_is_made_is_for_its_owner_alone() {
        store.findOrMake(DATABASE, 40);
        assertEquals("root:root 0600", ownership("/var/lib/towline/secrets/ysc/db_password"));
        assertEquals("root:root 0700", ownership("/var/lib/towline/secrets/ysc"));
        assertEquals("root:root 0700", ownership("/var/lib/towline/secrets"));
    }

    @Test
    void no_two_secrets_are_alike() {
        RandomSecret random = new RandomSecret(new java.security.SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertTrue(seen.add(random.next(22).reveal()));
        }
    }

    @Test
    void less_than_128_bits_are_not_made() {
        assertThrows(IllegalArgumentException.class, () -> store.findOrMake(DATABASE, 21));
    }

    @Test
    void the_sites_own_is_taken_before_the_shared_one_and_that_before_a_made_one() {
        Secret made = store.findOrMake(MAIL, 30);
        give("/etc/towline/secrets/smtp_password", "shared\n", 0600);
        assertEquals("shared", store.find(MAIL).orElseThrow().reveal());
        give("/etc/towline/secrets/ysc/smtp_password", "own\r\n", 0400);
        assertEquals("own", store.find(MAIL).orElseThrow().reveal());
        assertNotEquals("own", made.reveal());
    }

    @Test
    void only_the_last_line_break_goes() {
        give("/etc/towline/secrets/smtp_password", "-----BEGIN-----\nabc\n-----END-----\n\n", 0600);
        assertEquals("-----BEGIN-----\nabc\n-----END-----\n", store.find(MAIL).orElseThrow().reveal());
    }

    @Test
    void a_file_that_others_may_read_is_refused_with_what_to_run() {
        give("/etc/towline/secrets/smtp_password", "geheim\n", 0640);
        SecretException refused = assertThrows(SecretException.class, () -> store.find(MAIL));
        assertEquals("the secret /etc/towline/secrets/smtp_password is root:root 0640, so others than root may read it",
                refused.why());
        assertEquals("chown root /etc/towline/secrets/smtp_password && chmod 0600 /etc/towline/secrets/smtp_password",
                refused.remedy());
    }

    @Test
    void a_link_is_no_secret() {
        host.simDisk().put("/etc/shadow", "root:x");
        host.simDisk().putLink("/etc/towline/secrets/smtp_password", "/etc/shadow");
        assertThrows(SecretException.class, () -> store.find(MAIL));
    }

    @Test
    void an_empty_or_binary_file_is_no_secret() {
        for (byte[] bad : List.of(new byte[0], "\n".getBytes(StandardCharsets.UTF_8),
                new byte[]{(byte) 0xff, (byte) 0xfe}, new byte[]{'a', 0})) {
            host.simDisk().put("/etc/towline/secrets/smtp_password", bad, Ownership.root(0600));
            assertThrows(SecretException.class, () -> store.find(MAIL));
        }
    }

    @Test
    void the_generation_moves_with_every_secret_of_the_owner_and_with_no_other() {
        String before = store.generation("ysc");
        store.findOrMake(new SecretRef("other", "db_password"), 40);
        assertEquals(before, store.generation("ysc"));
        give("/etc/towline/secrets/smtp_password", "a-value\n", 0600);
        String given = store.generation("ysc");
        assertNotEquals(before, given);
        give("/etc/towline/secrets/smtp_password", "b-value\n", 0600);
        assertNotEquals(given, store.generation("ysc"));
    }

    @Test
    void names_that_lead_elsewhere_are_refused() {
        for (String name : List.of("../x", "a/b", "", "A", ".hidden", "a".repeat(65))) {
            assertThrows(IllegalArgumentException.class, () -> new SecretRef("ysc", name));
        }
        assertThrows(IllegalArgumentException.class, () -> new SecretRef("../etc", "name"));
    }

    @Test
    void nothing_is_found_where_nothing_is() {
        assertEquals(Optional.empty(), store.find(MAIL));
        assertFalse(store.file(MAIL).isPresent());
    }

    private void give(String path, String text, int mode) {
        host.simDisk().put(path, text.getBytes(StandardCharsets.UTF_8), Ownership.root(mode));
    }

    private String ownership(String path) {
        return host.files().stat(path).orElseThrow().ownership().toString();
    }
}
