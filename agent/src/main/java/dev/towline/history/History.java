package dev.towline.history;

/** One store with its parts; all methods are durable when they return. */
public interface History extends AutoCloseable {
    Journal journal();

    Deployments deployments();

    Inventory inventory();

    Quarantine quarantine();

    Targets targets();

    @Override
    void close();
}
