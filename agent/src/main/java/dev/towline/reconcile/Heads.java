package dev.towline.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * What Git says is newest for a target.
 *
 * @param config commit of the config repo
 * @param app commit of the app repo; null for a target without one
 */
public record Heads(String config, @Nullable String app) {}
