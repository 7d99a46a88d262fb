package dev.towline.source.git;

import dev.towline.source.FailureKind;
import dev.towline.source.SourceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/** The host keys that were given, and no others: a host that is not listed is refused, and nothing is ever learnt. */
final class KnownHosts implements ServerKeyDatabase {
    private static final int SSH_PORT = 22;

    private final List<KnownHostEntry> entries;
    private final String where;
    private volatile @Nullable String refusal;

    /** @param where what a person would edit, for the message */
    private KnownHosts(List<KnownHostEntry> entries, String where) {
        this.entries = entries;
        this.where = where;
    }

    /** @throws SourceException of kind HOST_KEY if the text is not in the form of known_hosts */
    static KnownHosts parse(String text, String where) {
        List<KnownHostEntry> entries = new ArrayList<>();
        int number = 0;
        for (String line : new BufferedReader(new StringReader(text)).lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                entries.add(entry(line, number, where));
            }
        }
        return new KnownHosts(List.copyOf(entries), where);
    }

    private static KnownHostEntry entry(String line, int number, String where) {
        KnownHostEntry entry = null;
        try {
            entry = KnownHostEntry.parseKnownHostEntry(line);
        } catch (RuntimeException e) {
            // Reported below, with the place.
        }
        if (entry == null || entry.getKeyEntry() == null) {
            throw new SourceException(FailureKind.HOST_KEY, where + ":" + number
                    + ": this is not a line of known_hosts; write 'host key-type key', as `ssh-keyscan HOST` prints it");
        }
        return entry;
    }

    /** Why the last host was refused, if it was. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
        return matching(connectAddress).filter(entry -> !isMarked(entry)).map(KnownHosts::key).flatMap(Optional::stream)
                .toList();
    }

    @Override
    public boolean accept(String connectAddress, InetSocketAddress remoteAddress, PublicKey serverKey,
            Configuration config, @Nullable CredentialsProvider provider) {
        List<KnownHostEntry> same = matching(connectAddress)
                .filter(entry -> key(entry).filter(known -> KeyUtils.compareKeys(known, serverKey)).isPresent())
                .toList();
        if (same.stream().anyMatch(entry -> "revoked".equals(entry.getMarker()))) {
            refusal = "the host key of " + connectAddress + " is marked @revoked in " + where;
            return false;
        }
        if (same.stream().anyMatch(entry -> !isMarked(entry))) {
            return true;
        }
        refusal = lookup(connectAddress, remoteAddress, config).isEmpty()
                ? unknown(connectAddress, serverKey)
                : changed(connectAddress, serverKey);
        return false;
    }

    private String unknown(String address, PublicKey key) {
        return "the SSH host " + address + " is not known here. Its key's fingerprint is " + fingerprint(key)
                + "; if the host's owner publishes the same one, add this line to " + where + ": " + line(address, key);
    }

    private String changed(String address, PublicKey key) {
        return "the SSH host " + address + " shows another key than the one in " + where + ": " + fingerprint(key)
                + ". Somebody may be in between; if the host's owner says that it changed, replace the line by: "
                + line(address, key);
    }

    private static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(key);
    }

    private static String line(String address, PublicKey key) {
        Address at = Address.of(address);
        String host = at.port() == SSH_PORT ? at.host() : "[" + at.host() + "]:" + at.port();
        return host + " " + PublicKeyEntry.toString(key);
    }

    /** As OpenSSH: lines for the host and port; where there is none, those for the host without a port. */
    private Stream<KnownHostEntry> matching(String connectAddress) {
        Address at = Address.of(connectAddress);
        List<KnownHostEntry> plain = matching(at.host(), SSH_PORT);
        List<KnownHostEntry> exact = at.port() == SSH_PORT ? plain : matching(at.host(), at.port());
        boolean known = exact.stream().anyMatch(entry -> !isMarked(entry));
        // What is revoked for the host is revoked on each of its ports.
        return known && exact != plain
                ? Stream.concat(exact.stream(), plain.stream().filter(KnownHosts::isMarked))
                : Stream.concat(exact.stream().filter(entry -> exact != plain), plain.stream());
    }

    private List<KnownHostEntry> matching(String host, int port) {
        return entries.stream().filter(entry -> entry.isHostMatch(host, port)).toList();
    }

    private static boolean isMarked(KnownHostEntry entry) {
        return entry.getMarker() != null && !entry.getMarker().isEmpty();
    }

    private static Optional<PublicKey> key(KnownHostEntry entry) {
        try {
            return Optional.ofNullable(
                    entry.getKeyEntry().resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING));
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** JGit says {@code host}, {@code host:port} or {@code [host]:port}. */
    private record Address(String host, int port) {
        static Address of(String text) {
            int colon = text.lastIndexOf(':');
            boolean plainIpv6 = colon >= 0 && text.indexOf(':') != colon && !text.startsWith("[");
            boolean withPort = colon >= 0 && !plainIpv6 && !text.endsWith("]");
            String host = withPort ? text.substring(0, colon) : text;
            int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : SSH_PORT;
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            return new Address(bracketed ? host.substring(1, host.length() - 1) : host, port);
        }
    }
}
