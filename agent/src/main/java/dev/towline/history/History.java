package dev.towline.history;

/** One store with its parts; all methods are durable when they return ({@link Deployments#append} alone is not). A write that changes nothing costs nothing. */
public interface History extends AutoCloseable {
    Journal journal();

    Deployments deployments();

    Inventory inventory();

    Quarantine quarantine();

    Targets targets();

    Sources sources();

    Decisions decisions();

    @Override
    void close();
}
