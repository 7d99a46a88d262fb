package dev.towline.history.masked;

import dev.towline.desired.TargetName;
import dev.towline.history.Deployment;
import dev.towline.history.DeploymentId;
import dev.towline.history.Deployments;
import dev.towline.secret.Masker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Each line is kept back until the next one is there, since a secret may be broken over two; when its deployment is put or its output is
 * read, the last one is written too.
 */
final class MaskedDeployments implements Deployments {
    private final Deployments store;
    private final Masker masker;
    private final Map<DeploymentId, Masker.Stream> streams = new HashMap<>();

    MaskedDeployments(Deployments store, Masker masker) {
        this.store = store;
        this.masker = masker;
    }

    @Override
    public synchronized void put(Deployment d) {
        flush();
        store.put(new Deployment(d.id(), d.target(), masker.mask(d.trigger()), d.config(), d.app(), d.release(),
                masker.mask(d.author()), masker.mask(d.subject()), d.started(), d.ended(), d.outcome(),
                masker.mask(d.reason()), d.phases()));
    }

    @Override
    public Optional<Deployment> find(DeploymentId id) {
        return store.find(id);
    }

    @Override
    public List<Deployment> newest(@Nullable TargetName target, int limit) {
        return store.newest(target, limit);
    }

    @Override
    public synchronized void append(DeploymentId id, String line) {
        Masker.Stream stream = streams.get(id);
        if (stream == null) {
            if (store.find(id).isEmpty()) {
                throw new IllegalStateException("there is no deployment " + id + " that this output could belong to");
            }
            stream = masker.stream();
            streams.put(id, stream);
        }
        String before = stream.next(line);
        if (before != null) {
            store.append(id, before);
        }
    }

    @Override
    public synchronized String output(DeploymentId id) {
        end(id);
        return store.output(id);
    }

    synchronized void flush() {
        List.copyOf(streams.keySet()).forEach(this::end);
    }

    private void end(DeploymentId id) {
        Masker.Stream stream = streams.remove(id);
        String last = stream == null ? null : stream.end();
        // Retention may have taken the deployment meanwhile.
        if (last != null && store.find(id).isPresent()) {
            store.append(id, last);
        }
    }
}
