package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.history.Decision;
import dev.towline.history.Decision.Said;
import dev.towline.history.Deployment;
import dev.towline.history.History;
import dev.towline.history.Outcome;
import dev.towline.history.Owned;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.plan.Plan;
import dev.towline.restore.RestoreReport;
import dev.towline.trigger.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Carries out what a person asked for by changing what is remembered; the pass that follows does the rest. */
public final class Requests {
    private final Host host;
    private final History history;
    private final Wanted wanted;
    private final Reconciler reconciler;
    private final Backoff backoff;
    private final Restores restores;

    public Requests(Host host, History history, Wanted wanted, Reconciler reconciler, Backoff backoff,
            Restores restores) {
        this.host = host;
        this.history = history;
        this.wanted = wanted;
        this.reconciler = reconciler;
        this.backoff = backoff;
        this.restores = restores;
    }

    /** Says why it cannot be done, with the remedy; empty when it is done. */
    public Optional<String> carryOut(TargetName target, Trigger.Manual manual) {
        return switch (manual.request()) {
            case Trigger.Request.Reconcile r -> Optional.empty();
            case Trigger.Request.Rollback r -> rollback(target, r.release(), said(manual));
            case Trigger.Request.Retry r -> retry(target);
            case Trigger.Request.Suspend r -> decided(target, new Decision.Suspend(r.reason(), said(manual)));
            case Trigger.Request.Resume r -> ended(target, Decision.Kind.SUSPEND);
            case Trigger.Request.Approve r -> approve(target, said(manual));
            case Trigger.Request.Contract r -> contract(target, said(manual));
            case Trigger.Request.Adopt r -> adopt(target, r.path());
            case Trigger.Request.Prove r -> refusal(restores.prove(target, r));
            case Trigger.Request.Restore r -> refusal(restores.replace(target, r, manual.by()));
        };
    }

    private static Optional<String> refusal(RestoreReport report) {
        return report.ok() ? Optional.empty() : Optional.of(report.failure());
    }

    private Said said(Trigger.Manual manual) {
        return new Said(manual.by(), host.clock().instant());
    }

    private Optional<String> decided(TargetName target, Decision decision) {
        history.decisions().put(target, decision);
        return Optional.empty();
    }

    private Optional<String> ended(TargetName target, Decision.Kind kind) {
        history.decisions().end(target, kind);
        return Optional.empty();
    }

    private Optional<String> retry(TargetName target) {
        history.quarantine().clear(target);
        history.decisions().end(target, Decision.Kind.PIN);
        backoff.succeeded(target);
        return Optional.empty();
    }

    private Optional<String> rollback(TargetName target, Optional<String> release, Said said) {
        Optional<Pair> good = history.targets().lastGood(target);
        if (good.isEmpty() || good.get().release() == null) {
            return Optional.of(target + " has no release to roll back from; 'towline history' shows what was tried");
        }
        Optional<Deployment> to = earlier(target, good.get().release(), release);
        if (to.isEmpty()) {
            return Optional.of(release.map(r -> "no successful deployment of release " + r + " is remembered")
                    .orElse("there is no earlier release") + "; 'towline history' shows which there were");
        }
        Heads now = wanted.heads(target).orElse(new Heads(good.get().config(), good.get().app()));
        Deployment deployment = to.get();
        return decided(target, new Decision.Pin(Objects.requireNonNull(deployment.release()), deployment.config(),
                deployment.app(), now.config(), now.app(), said));
    }

    private Optional<Deployment> earlier(TargetName target, String current, Optional<String> named) {
        return history.deployments().newest(target, 200).stream().filter(d -> d.outcome() == Outcome.SUCCEEDED)
                .filter(d -> d.release() != null)
                .filter(d -> named.map(n -> n.equals(d.release())).orElse(!current.equals(d.release()))).findFirst();
    }

    private Optional<String> approve(TargetName target, Said said) {
        Optional<Pair> refused = refusedByTheJudge(target);
        if (refused.isPresent()) {
            history.quarantine().clear(target);
            backoff.succeeded(target);
            return decided(target, new Decision.Maintenance(Objects.requireNonNull(refused.get().release()), said));
        }
        Optional<Preview> preview = reconciler.preview(target);
        if (preview.isEmpty() || !(preview.get().plan() instanceof Plan.Blocked blocked)) {
            return Optional.of("nothing of " + target + " waits for approval");
        }
        return blocked.blockers().stream().map(Plan.Blocker::removals).filter(Objects::nonNull).findFirst()
                .map(digest -> decided(target, new Decision.Removals(digest, said)))
                .orElseGet(() -> Optional.of(blocked.why()));
    }

    /** The newest release that could not be ordered: a person may let it out in maintenance. */
    private Optional<Pair> refusedByTheJudge(TargetName target) {
        return history.quarantine().of(target).stream()
                .filter(entry -> entry.pair().release() != null)
                .filter(entry -> entry.cause() == Quarantine.Cause.MIGRATIONS_REFUSED)
                .findFirst().map(Quarantine.Entry::pair);
    }

    private Optional<String> contract(TargetName target, Said said) {
        if (history.targets().waiting(target).isEmpty()) {
            return Optional.of("nothing of " + target + " waits to be contracted");
        }
        return decided(target, new Decision.Contract(said));
    }

    private String kept(String path) {
        try (InputStream content = host.files().open(path)) {
            return history.journal().keep(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the path is ours; what stood there is kept, and comes back when Git no longer names it. */
    private Optional<String> adopt(TargetName target, String path) {
        Optional<FileStat> stat = host.files().stat(path);
        if (stat.isEmpty() || !stat.get().isFile()) {
            return Optional.of(path + " is no regular file; only files can be adopted this way");
        }
        String reference = kept(path);
        List<Owned> owned = new ArrayList<>(history.inventory().of(target));
        owned.removeIf(o -> o.kind() == Owned.Kind.FILE && o.name().equals(path));
        owned.add(new Owned(target, Owned.Kind.FILE, path, reference, reference, stat.get().ownership(), null));
        history.inventory().replace(target, owned);
        return Optional.empty();
    }
}
