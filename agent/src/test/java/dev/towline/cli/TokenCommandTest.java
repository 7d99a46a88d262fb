package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.cli.Terminal.Said;
import dev.towline.secret.AccessToken;
import dev.towline.secret.Secret;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
    private static Said type(String... words) {
        return Terminal.withoutHouse().type(words);
    }

    @Test
    void the_printed_digest_is_that_of_the_printed_token() {
        JsonNode made = type("token", "ci", "--scope", "operate", "--json").json();
        assertEquals("operate", made.path("scope").asText());
        assertEquals(new AccessToken(Secret.of(made.path("token").asText())).sha256(), made.path("sha256").asText());
    }

    @Test
    void two_are_never_the_same_and_the_scope_is_to_read_unless_told_otherwise() {
        JsonNode one = type("token", "ci", "--json").json();
        assertEquals("read", one.path("scope").asText());
        assertTrue(!one.path("token").equals(type("token", "ci", "--json").json().path("token")));
    }

    @Test
    void the_line_for_the_settings_is_printed_beside_the_token() {
        Said said = type("token", "grafana", "--scope", "read");
        assertEquals(0, said.exit());
        assertTrue(said.out().contains("api: { tokens: [{ name: grafana, scope: read, sha256: "), said.out());
    }

    @Test
    void a_name_that_the_settings_would_refuse_is_refused() {
        assertEquals(2, type("token", "Not A Name").exit());
        assertEquals(2, type("token", "ci", "--scope", "root").exit());
    }
}
