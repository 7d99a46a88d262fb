package dev.towline.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to every listener, in order, on the thread that published it. A listener that fails is logged and hurts nobody. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final UnaryOperator<String> mask;

    /** Where no secret is known. */
    public Events() {
        this(UnaryOperator.identity());
    }

    /** @param mask takes secrets out of a text, before anybody hears it */
    public Events(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    public void listen(Consumer<Event> listener) {
        listeners.add(listener);
    }

    public void publish(Event told) {
        Event event = MaskedEvent.of(told, mask);
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on {}", event.tag(), e);
            }
        }
    }
}
