package dev.towline.status;

import java.util.function.Supplier;

/** Where outsiders read the newest picture; never blocks. */
@FunctionalInterface
public interface StatusBoard extends Supplier<AgentStatus> {}
