package dev.towline.source.git;

import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.Printable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Takes a source's credentials out of a text, also where a server echoes them encoded. */
final class Masking {
    private static final int LONGEST = 600;

    private final List<String> hidden;

    Masking(Credentials credentials) {
        this.hidden = switch (credentials) {
            case Credentials.None _,Credentials.SshKeyFile _ -> List.of();
            case Credentials.Token(String user, Secret token) -> forms(user, token);
            case Credentials.Basic(String user, Secret password) -> forms(user, password);
            case Credentials.SshKey key ->
                key.privateKey().reveal().lines().filter(line -> line.length() > 20).toList();
        };
    }

    String mask(String text) {
        String masked = text;
        for (String secret : hidden) {
            masked = masked.replace(secret, Secret.MASK);
        }
        return Printable.of(masked, LONGEST);
    }

    private static List<String> forms(String user, Secret secret) {
        String value = secret.reveal();
        return Stream.of(basic(user, secret), value, URLEncoder.encode(value, StandardCharsets.UTF_8)).distinct()
                .toList();
    }

    /** What follows {@code Authorization: Basic}. */
    static String basic(String user, Secret secret) {
        return Base64.getEncoder().encodeToString((user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
    }
}
