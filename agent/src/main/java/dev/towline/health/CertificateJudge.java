package dev.towline.health;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the chain during one handshake: first its dates, so that an expired certificate is called that, then name and trust
 * by the JDK's own rules. Where trust is not asked for, the certificate itself is taken as its own authority, which leaves the
 * name to be checked.
 */
final class CertificateJudge extends X509ExtendedTrustManager {
    private final HealthCheck.Tls check;
    private final Instant now;
    private volatile @Nullable String verdict;

    CertificateJudge(HealthCheck.Tls check, Instant now) {
        this.check = check;
        this.now = now;
    }

    /** Why the certificate was refused, or empty where it never came so far. */
    Optional<String> verdict() {
        return Optional.ofNullable(verdict);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        judgeDates(chain[0]);
        try {
            authority(chain[0]).checkServerTrusted(chain, keyType, socket);
        } catch (CertificateException e) {
            throw refuse("the certificate is not accepted for " + check.serverName() + ": " + Said.quote(e), e);
        }
    }

    private void judgeDates(X509Certificate certificate) throws CertificateException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw refuse("the certificate is valid only from " + from + "; is the host's clock right?", null);
        }
        Duration left = Duration.between(now, until);
        if (left.isNegative()) {
            throw refuse("the certificate ended " + until, null);
        }
        if (left.compareTo(check.validFor()) < 0) {
            throw refuse("the certificate ends " + until + ", in " + words(left) + "; wanted " + words(check.validFor())
                    + " at least", null);
        }
    }

    private static String words(Duration duration) {
        return duration.toDays() >= 2 ? duration.toDays() + " days" : duration.toHours() + " hours";
    }

    private CertificateException refuse(String why, @Nullable Throwable cause) {
        verdict = why;
        return new CertificateException(why, cause);
    }

    private X509ExtendedTrustManager authority(X509Certificate itself) throws CertificateException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(check.trusted() ? null : only(itself));
            return Arrays.stream(factory.getTrustManagers()).filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast).findFirst().orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the JDK's authorities cannot be read: " + e.getMessage(), e);
        }
    }

    private static KeyStore only(X509Certificate itself) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("itself", itself);
        return store;
    }

    // The other forms are for engines and for servers that ask clients; neither happens here.

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only sockets are judged");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("only sockets are judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only servers are judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only servers are judged");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("only servers are judged");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
