package dev.towline.source.git;

import dev.towline.secret.Masker;
import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Takes a source's credentials out of a text, also where a server echoes them encoded; before it is cut, so that no half of one stays. */
final class Masking {
    private static final int LONGEST = 600;

    private final Masker masker = new Masker();

    Masking(Credentials credentials) {
        credentials.secret().ifPresent(masker::learn);
        switch (credentials) {
            case Credentials.Token(String user, Secret token) -> masker.learn(Secret.of(basic(user, token)));
            case Credentials.Basic(String user, Secret password) -> masker.learn(Secret.of(basic(user, password)));
            case Credentials.None _,Credentials.SshKeyFile _,Credentials.SshKey _ -> {
            }
        }
    }

    String mask(String text) {
        return Printable.of(masker.mask(text), LONGEST);
    }

    /** What follows {@code Authorization: Basic}. */
    static String basic(String user, Secret secret) {
        return Base64.getEncoder().encodeToString((user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
    }
}
