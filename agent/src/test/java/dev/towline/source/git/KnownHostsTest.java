package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.junit.jupiter.api.Test;

class KnownHostsTest {
    // The key that GitHub publishes at https://docs.github.com/authentication, and its fingerprint.
    private static final String GITHUB = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    private static final String FINGERPRINT = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU";

    private static PublicKey key(String text) throws Exception {
        return PublicKeyEntry.parsePublicKeyEntry(text).resolvePublicKey(null, java.util.Map.of(), null);
    }

    private static boolean accepts(KnownHosts hosts, String address, PublicKey key) {
        return hosts.accept(address, InetSocketAddress.createUnresolved("host", 22), key, new NoChoice(), null);
    }

    @Test
    void a_listed_host_is_accepted_with_its_key_only() throws Exception {
        KnownHosts hosts = KnownHosts.parse("github.com " + GITHUB, "known_hosts");
        KeyPair other = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        assertTrue(accepts(hosts, "github.com", key(GITHUB)));
        assertTrue(accepts(hosts, "github.com:22", key(GITHUB)));
        assertFalse(accepts(hosts, "github.com.example.org", key(GITHUB)));
        assertFalse(accepts(hosts, "github.com", other.getPublic()));
        assertTrue(hosts.refusal().orElseThrow().contains("shows another key"));
    }

    @Test
    void an_unknown_host_is_told_with_the_published_fingerprint_and_a_line_that_works() throws Exception {
        KnownHosts hosts = KnownHosts.parse("", "/etc/towline/known_hosts");
        assertFalse(accepts(hosts, "github.com", key(GITHUB)));
        String why = hosts.refusal().orElseThrow();
        assertTrue(why.contains(FINGERPRINT), why);
        assertTrue(why.contains("add this line to /etc/towline/known_hosts: github.com " + GITHUB), why);
    }

    @Test
    void a_revoked_key_is_refused_whatever_else_is_listed() throws Exception {
        KnownHosts hosts = KnownHosts.parse("github.com " + GITHUB + "\n@revoked * " + GITHUB, "known_hosts");
        assertFalse(accepts(hosts, "github.com", key(GITHUB)));
        assertTrue(hosts.refusal().orElseThrow().contains("revoked"));
    }

    @Test
    void a_hashed_name_is_recognised() throws Exception {
        KnownHosts hosts = KnownHosts.parse(hashed("github.com") + " " + GITHUB, "known_hosts");
        assertTrue(accepts(hosts, "github.com", key(GITHUB)));
        assertFalse(accepts(hosts, "gitlab.com", key(GITHUB)));
    }

    @Test
    void the_listed_keys_are_offered_to_the_negotiation() throws Exception {
        KnownHosts hosts = KnownHosts.parse("github.com " + GITHUB, "known_hosts");
        assertEquals(List.of(key(GITHUB)),
                hosts.lookup("github.com", InetSocketAddress.createUnresolved("host", 22), new NoChoice()));
    }

    private static String hashed(String host) throws Exception {
        byte[] salt = new byte[20];
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA1");
        mac.init(new javax.crypto.spec.SecretKeySpec(salt, "HmacSHA1"));
        byte[] hash = mac.doFinal(host.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        java.util.Base64.Encoder base64 = java.util.Base64.getEncoder();
        return "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash);
    }

    /** What an ssh_config would say, which none is read from. */
    private static final class NoChoice implements ServerKeyDatabase.Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return List.of();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return List.of();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.ACCEPT_ANY;
        }

        @Override
        public boolean getHashKnownHosts() {
            return false;
        }

        @Override
        public String getUsername() {
            return "git";
        }
    }

    @Test
    void a_line_without_a_port_counts_where_no_line_has_the_port() throws Exception {
        PublicKey other = KeyUtils.generateKeyPair("ssh-ed25519", 256).getPublic();
        KnownHosts plain = KnownHosts.parse("github.com " + GITHUB, "known_hosts");
        assertTrue(accepts(plain, "[github.com]:2222", key(GITHUB)));
        KnownHosts both = KnownHosts.parse(
                "github.com " + GITHUB + "\n[github.com]:2222 " + PublicKeyEntry.toString(other), "known_hosts");
        assertTrue(accepts(both, "[github.com]:2222", other));
        assertFalse(accepts(both, "[github.com]:2222", key(GITHUB)), "the line with the port is the one");
        KnownHosts revoked = KnownHosts.parse("[github.com]:2222 " + GITHUB + "\n@revoked github.com " + GITHUB,
                "known_hosts");
        assertFalse(accepts(revoked, "[github.com]:2222", key(GITHUB)));
    }

    @Test
    void patterns_and_their_exceptions_count_as_in_openssh() throws Exception {
        KnownHosts hosts = KnownHosts.parse("*,!evil.example.org " + GITHUB, "known_hosts");
        assertTrue(accepts(hosts, "git.example.org", key(GITHUB)));
        assertTrue(accepts(hosts, "[git.example.org]:2222", key(GITHUB)));
        assertFalse(accepts(hosts, "evil.example.org", key(GITHUB)));
        assertFalse(accepts(hosts, "[evil.example.org]:2222", key(GITHUB)));
    }
}
