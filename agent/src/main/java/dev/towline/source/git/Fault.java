package dev.towline.source.git;

import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.LimitKey;
import dev.towline.source.SourceException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import javax.net.ssl.SSLException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into a category and a sentence with a remedy. */
record Fault(FailureKind kind, String why, boolean ofRevision) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Pattern SIZE = Pattern.compile("\\(([0-9][^()a-z]{0,30}) bytes\\)");

    /**
     * What went wrong between us and the remote.
     *
     * @param remote the connection, which knows more than the exception
     */
    static Fault of(Throwable thrown, Remote remote) {
        List<Throwable> chain = chain(thrown);
        Optional<Fault> ofRevision = remote.receiving() ? revisionFault(chain, remote.limits()) : Optional.empty();
        return ofRevision.or(() -> find(chain, SourceException.class).map(e -> of(e.kind(), e.why())))
                .or(() -> remote.hostKeyRefusal().map(why -> of(FailureKind.HOST_KEY, why)))
                .or(() -> remote.httpStatus().flatMap(Fault::ofStatus)).orElseGet(() -> ofChain(chain));
    }

    /** Whether the mirror itself, not the remote, is what is broken. */
    static boolean isDamage(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        if (find(chain, KindCaps.TooLarge.class).isPresent()) {
            return false;
        }
        return find(chain, MissingObjectException.class).isPresent()
                || find(chain, LookApart.Damaged.class).isPresent()
                || find(chain, CorruptObjectException.class).isPresent()
                || find(chain, PackMismatchException.class).isPresent()
                || find(chain, EOFException.class).isPresent()
                || find(chain, DataFormatException.class).isPresent();
    }

    private static Optional<Fault> revisionFault(List<Throwable> chain, FetchLimits limits) {
        Optional<Fault> malformed = chain.stream().filter(CorruptObjectException.class::isInstance)
                .map(CorruptObjectException.class::cast).filter(e -> e.getErrorType() != null).findFirst()
                .map(e -> new Fault(FailureKind.CORRUPT, "the new objects are malformed (" + e.getMessage()
                        + "); remove them from the history, `git fsck` names them", true));
        return malformed
                .or(() -> find(chain, ByteBudget.Exceeded.class)
                        .map(e -> new Fault(FailureKind.LIMIT, message(e), true)))
                .or(() -> find(chain, KindCaps.TooLarge.class).map(e -> new Fault(FailureKind.LIMIT,
                        message(e), true)))
                .or(() -> find(chain, TooLargeObjectInPackException.class)
                        .map(e -> tooLarge(e, limits.maxObjectBytes())));
    }

    private static Fault tooLarge(TooLargeObjectInPackException e, long most) {
        long size = size(message(e));
        String way = size > most ? LimitKey.FILE.raiseTo(size) : LimitKey.FILE.raiseFrom(most);
        return new Fault(FailureKind.LIMIT, "an object in the history" + (size > most ? " of " + size + " bytes" : "")
                + " is larger than " + ByteBudget.megabytes(most) + "; take it out of the history, or " + way, true);
    }

    /** JGit says the size only in its text, with the locale's grouping; 0 where it does not. */
    private static long size(String text) {
        Matcher size = SIZE.matcher(text);
        return size.find() ? Long.parseLong(size.group(1).replaceAll("[^0-9]", "")) : 0;
    }

    private static Optional<Fault> ofStatus(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> Optional
                    .of(of(FailureKind.AUTHENTICATION, "the server does not accept the credentials (HTTP " + status
                            + "); give the source a token that may read the repository, or renew it"));
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE -> Optional.of(of(FailureKind.NOT_FOUND,
                    "there is no such repository (HTTP " + status
                            + "), or these credentials may not see it; check the URL and the token"));
            case TOO_MANY_REQUESTS -> Optional
                    .of(of(FailureKind.NETWORK, "the server says that it was asked too often (HTTP 429)"));
            default -> status >= HttpURLConnection.HTTP_INTERNAL_ERROR
                    ? Optional.of(of(FailureKind.NETWORK, "the server has a fault of its own (HTTP " + status + ")"))
                    : Optional.empty();
        };
    }

    private static Fault ofChain(List<Throwable> chain) {
        String last = message(chain.getLast());
        for (Throwable thrown : chain) {
            Fault known = switch (thrown) {
                case ByteBudget.Exceeded e -> of(FailureKind.LIMIT, message(e));
                case ByteBudget.Chatter e -> of(FailureKind.LIMIT, message(e));
                case SSLException e when caused(chain, CertificateException.class) || isTrust(e) -> of(
                        FailureKind.HOST_KEY, "the server's TLS certificate is not trusted (" + last
                                + "); renew it there, or add its authority to this host's trust store");
                case SshException e when e
                        .getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE ->
                    of(
                            FailureKind.AUTHENTICATION,
                            "the server does not accept the deploy key; add its public half to the repository");
                case NoRemoteRepositoryException e -> of(FailureKind.NOT_FOUND,
                        "there is no such repository, or these credentials may not see it (" + message(e) + ")");
                case UnknownHostException e ->
                    of(FailureKind.NETWORK, "the host's name is not known (" + message(e) + ")");
                case ConnectException e -> of(FailureKind.NETWORK, "nobody answers (" + message(e) + ")");
                case SocketTimeoutException e -> of(FailureKind.NETWORK, "the server is silent (" + message(e) + ")");
                case FileSystemException e -> of(FailureKind.DISK, "the agent's disk: " + e);
                case IOException e when isFull(e) ->
                    of(FailureKind.DISK, "the agent's disk is full (" + message(e) + ")");
                case CorruptObjectException e -> of(FailureKind.CORRUPT, "what came is damaged (" + message(e) + ")");
                case MissingObjectException e ->
                    of(FailureKind.CORRUPT, "what came is incomplete (" + message(e) + ")");
                default -> null;
            };
            if (known != null) {
                return known;
            }
        }
        return of(FailureKind.NETWORK, message(chain.getFirst())
                + (chain.size() > 1 && !message(chain.getFirst()).contains(last) ? ": " + last : ""));
    }

    static boolean isFull(Throwable thrown) {
        String message = message(thrown);
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static boolean isTrust(SSLException thrown) {
        return message(thrown).contains("certificate") || message(thrown).contains("No subject alternative");
    }

    private static boolean caused(List<Throwable> chain, Class<? extends Throwable> type) {
        return find(chain, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> find(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (@Nullable
        Throwable next = thrown; next != null && !chain.contains(next); next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    private static Fault of(FailureKind kind, String why) {
        return new Fault(kind, why, false);
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
