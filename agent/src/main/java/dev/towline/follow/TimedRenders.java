package dev.towline.follow;

import dev.towline.budget.Budget;
import dev.towline.desired.Place;
import dev.towline.desired.TargetName;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Wanted.Rendering;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renderings with a deadline. Each runs on a thread of the system: one that never ends would keep a carrier of virtual threads for
 * ever. It cannot be ended, so it is interrupted and left alone, and its pair of commits is not rendered again. Thread-safe.
 */
final class TimedRenders {
    private static final Logger LOG = LoggerFactory.getLogger(TimedRenders.class);
    private static final int REMEMBERED = 64;
    private final Duration limit;
    private final int mostHung;
    private final AtomicInteger hung = new AtomicInteger();
    private final Map<Key, Rendering> given = new LinkedHashMap<>();

    private record Key(TargetName target, Heads heads) {}

    TimedRenders() {
        this(Budget.RENDERING.duration(), Budget.HUNG_RENDERINGS.count());
    }

    TimedRenders(Duration limit, int mostHung) {
        this.limit = limit;
        this.mostHung = mostHung;
    }

    Rendering within(TargetName target, Heads heads, Supplier<Rendering> render) {
        Key key = new Key(target, heads);
        synchronized (given) {
            Rendering known = given.get(key);
            if (known != null) {
                return known;
            }
        }
        if (hung.get() >= mostHung) {
            return new Rendering.NotYet(mostHung + " renderings of templates do not end; mend the templates, then"
                    + " systemctl restart towline");
        }
        CompletableFuture<Rendering> made = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("render " + target).start(() -> complete(made, render));
        try {
            return made.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            hung.incrementAndGet();
            made.whenComplete((late, failure) -> hung.decrementAndGet());
            thread.interrupt();
            return giveUp(key, "rendering took longer than " + limit.toSeconds() + " s and was given up");
        } catch (ExecutionException e) {
            return failed(key, Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return new Rendering.NotYet("rendering was interrupted");
        }
    }

    private static void complete(CompletableFuture<Rendering> made, Supplier<Rendering> render) {
        try {
            made.complete(render.get());
        } catch (Throwable e) {
            made.completeExceptionally(e);
        }
    }

    private Rendering failed(Key key, Throwable why) {
        return switch (why) {
            case StackOverflowError e -> giveUp(key, "something in it is nested too deeply to be rendered");
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(why);
        };
    }

    private Rendering giveUp(Key key, String why) {
        LOG.error("{} at {}: {}", key.target(), key.heads(), why);
        String file = key.target().isHost() ? "the host's templates" : "the templates of " + key.target();
        Rendering invalid = new Rendering.Invalid(List.of(Place.of(file).problem(why,
                "look for a loop or an expression that grows without end; push a change")));
        synchronized (given) {
            given.put(key, invalid);
            if (given.size() > REMEMBERED) {
                given.remove(given.keySet().iterator().next());
            }
        }
        return invalid;
    }
}
