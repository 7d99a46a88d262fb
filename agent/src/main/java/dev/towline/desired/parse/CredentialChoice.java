package dev.towline.desired.parse;

import dev.towline.desired.CredentialSpec;
import dev.towline.source.RemoteUrl;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Which credentials a repository is asked with: those of the longest prefix that ends where a part of the URL ends. */
final class CredentialChoice {
    private CredentialChoice() {}

    static Optional<CredentialSpec> of(Map<String, CredentialSpec> credentials, RemoteUrl url) {
        return credentials.entrySet().stream().filter(e -> covers(e.getKey(), url.text()))
                .max(Comparator.comparingInt(e -> e.getKey().length())).map(Map.Entry::getValue);
    }

    /** https://host/org covers https://host/org/app, and not https://host/organized-crime/app nor https://host.evil/. */
    static boolean covers(String prefix, String url) {
        if (prefix.isEmpty() || !url.startsWith(prefix)) {
            return false;
        }
        return url.length() == prefix.length() || "/:".indexOf(prefix.charAt(prefix.length() - 1)) >= 0
                || "/:".indexOf(url.charAt(prefix.length())) >= 0 || url.substring(prefix.length()).equals(".git");
    }
}
