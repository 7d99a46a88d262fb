package dev.towline.follow;

import dev.towline.desired.AppSpec;
import dev.towline.desired.CredentialSpec;
import dev.towline.desired.SecretName;
import dev.towline.desired.TargetName;
import dev.towline.desired.TargetSpec;
import dev.towline.secret.Secret;
import dev.towline.secret.SecretException;
import dev.towline.secret.SecretRef;
import dev.towline.secret.SecretStore;
import dev.towline.source.Credentials;
import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.SourceSpec;

/** A site's app repo as a source, with what its server is shown. */
final class AppSources {
    private final SecretStore secrets;
    private final FetchLimits limits;

    AppSources(SecretStore secrets, FetchLimits limits) {
        this.secrets = secrets;
        this.limits = limits;
    }

    static String name(TargetName site) {
        return "app." + site;
    }

    /** @throws SecretException when a secret that it needs is not there */
    SourceSpec of(TargetSpec site, AppSpec app, ForcePush forcePush) {
        Credentials credentials = site.credentials().map(c -> credentials(c, site)).orElseGet(Credentials::none);
        return new SourceSpec(name(site.name()), app.repo().text(), app.track(), forcePush, credentials,
                limits);
    }

    private Credentials credentials(CredentialSpec spec, TargetSpec site) {
        return switch (spec) {
            case CredentialSpec.Token t -> new Credentials.Token(secret(site, t.token()));
            case CredentialSpec.Basic b -> new Credentials.Basic(b.basic().user(), secret(site, b.basic().password()));
            case CredentialSpec.Ssh s -> new Credentials.SshKey(secret(site, s.sshKey()), s.knownHosts());
        };
    }

    private Secret secret(TargetSpec site, SecretName name) {
        SecretRef own = new SecretRef(site.name().value(), name.value());
        return secrets.find(own).or(() -> secrets.find(new SecretRef("@host", name.value())))
                .orElseThrow(() -> new SecretException(
                        "the secret " + name.value() + " for the app's repository is not on this host",
                        "put it into " + secrets.places(own).getFirst() + ", owned by root with mode 0600"));
    }
}
