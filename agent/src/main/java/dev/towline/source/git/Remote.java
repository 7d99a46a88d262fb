package dev.towline.source.git;

import dev.towline.budget.Budget;
import dev.towline.source.Credentials;
import dev.towline.source.FetchLimits;
import dev.towline.source.RemoteUrl;
import dev.towline.source.SourceSpec;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** One connection to a source's remote: it lists refs once, and takes objects once if asked to. */
final class Remote implements AutoCloseable {
    private static final KeptSessions KEPT = new KeptSessions();

    private final SourceSpec spec;
    private final RemoteUrl url;
    private final ByteBudget budget;
    private @Nullable Transport transport;
    private @Nullable FetchConnection connection;
    private @Nullable SshSessions ssh;
    private @Nullable WebConnections web;
    private KeptSessions.@Nullable Peer peer;
    private boolean clean;
    private boolean receiving;

    Remote(SourceSpec spec) {
        this(spec, ByteBudget.ofAdvertisement());
    }

    /** @param budget of the list */
    Remote(SourceSpec spec, ByteBudget budget) {
        this.spec = spec;
        this.budget = budget;
        this.url = RemoteUrl.parse(spec.url());
    }

    /**
     * Connects and lists: one request, narrowed to these refs where the server can.
     *
     * @param into where fetched objects go
     * @param home an empty folder of the agent's own
     */
    Map<String, Ref> list(Repository into, File home, List<RefSpec> refs) throws IOException {
        Transport opened = open(into, home);
        transport = opened;
        opened.setTimeout((int) Budget.GIT_SILENCE.duration().toSeconds());
        opened.setTagOpt(TagOpt.NO_TAGS);
        opened.setObjectChecker(fsck());
        connection = opened.openFetch(refs);
        Map<String, Ref> listed = Map.copyOf(connection.getRefsMap());
        clean = true;
        return listed;
    }

    /** As {@link #list}, but with nothing of it to be fetched. */
    Map<String, Ref> glance(Repository into, File home, List<RefSpec> refs) throws IOException {
        return url.scheme() == RemoteUrl.Scheme.FILE ? LocalRefs.list(url, refs) : list(into, home, refs);
    }

    /**
     * Whether it is worth asking for the offer by its id. JGit, which serves files, gives only what a ref names, and
     * prints a stack trace for anything else; other servers often give any commit.
     */
    boolean mayGive(Offer offer) {
        return url.scheme() != RemoteUrl.Scheme.FILE
                || connection != null
                        && connection.getRefs().stream().anyMatch(ref -> offer.id().equals(ref.getObjectId()));
    }

    /** Takes what the offer needs and the mirror has not. */
    void fetch(Collection<Offer> offers) throws IOException {
        if (connection == null) {
            throw new IllegalStateException("Nothing was listed.");
        }
        receiving = true;
        clean = false;
        FetchLimits limits = spec.limits();
        budget.allowPack(limits.maxPackBytes());
        List<Ref> wanted = offers.stream()
                .<Ref>map(offer -> new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, offer.ref(), offer.id())).toList();
        connection.fetch(new UntilInterrupted(), wanted, Set.of());
        clean = true;
    }

    FetchLimits limits() {
        return spec.limits();
    }

    /** Whether objects were asked for, so that what goes wrong may be their fault. */
    boolean receiving() {
        return receiving;
    }

    /** The last HTTP status, if HTTP is spoken. */
    Optional<Integer> httpStatus() {
        return Optional.ofNullable(web).map(WebConnections::status);
    }

    /** Whether the server spoke Git and would not give what was asked for, as some do for a commit that no ref names. */
    boolean wasDenied(Exception thrown) {
        return receiving && thrown instanceof TransportException
                && !(thrown.getCause() instanceof IOException cause && !(cause instanceof TransportException));
    }

    /** Why the SSH host was refused, if it was. */
    Optional<String> hostKeyRefusal() {
        return Optional.ofNullable(ssh).flatMap(SshSessions::refusal);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
            if (transport != null) {
                transport.close();
            }
        } finally {
            if (ssh != null && peer != null && clean && ssh.usable()) {
                KEPT.giveBack(peer, ssh);
            } else if (ssh != null) {
                ssh.close();
            }
        }
    }

    private Transport open(Repository into, File home) throws IOException {
        try {
            return switch (url.scheme()) {
                case FILE -> Transport.open(into, new URIish().setScheme("file").setPath(url.text()));
                case HTTP, HTTPS -> openWeb(into);
                case SSH -> openSsh(into, home);
            };
        } catch (URISyntaxException e) {
            throw new IOException("the URL cannot be read");
        }
    }

    private Transport openWeb(Repository into) throws IOException, URISyntaxException {
        WebConnections connections = new WebConnections(new URI(url.text()).toURL(), spec.credentials(), budget);
        web = connections;
        Transport opened = Transport.open(into, new URIish(url.text()));
        ((TransportHttp) opened).setHttpConnectionFactory(connections);
        return opened;
    }

    private Transport openSsh(Repository into, File home) throws IOException, URISyntaxException {
        DeployKey.Text text = switch (spec.credentials()) {
            case Credentials.SshKey given -> DeployKey.Text.of(given);
            case Credentials.SshKeyFile files -> DeployKey.Text.of(files);
            case Credentials.None _,Credentials.Token _,Credentials.Basic _ -> throw new IllegalStateException(
                    "An ssh URL without a key.");
        };
        URIish plain = new URIish(url.text());
        // JGit would take the name of the user that the agent runs as.
        URIish uri = plain.getUser() == null ? plain.setUser("git") : plain;
        KeptSessions.Peer to = new KeptSessions.Peer(uri.getUser(), uri.getHost(), uri.getPort(), text.digest());
        SshSessions sessions = KEPT.take(to).map(kept -> kept.with(budget))
                .orElseGet(() -> new SshSessions(DeployKey.of(text), home, budget));
        peer = to;
        ssh = sessions;
        Transport opened = Transport.open(into, uri);
        ((SshTransport) opened).setSshSessionFactory(sessions);
        return opened;
    }

    /**
     * Git's checks, but for two old faults of other tools that harm nobody and are in many public histories. What other file
     * systems cannot hold (names that differ in case or in Unicode form) is fine on Linux; forms of .git are refused by SafePath.
     */
    private ObjectChecker fsck() {
        return new KindCaps(spec.limits()).setAllowInvalidPersonIdent(true).setAllowLeadingZeroFileMode(true);
    }
}
