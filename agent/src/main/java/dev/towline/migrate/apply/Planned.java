package dev.towline.migrate.apply;

/**
 * A file that was judged.
 *
 * @param sha256 of what was judged; another is not run
 * @param contract whether it waits for the contract instead of running now
 * @param takes what it takes away or tightens; empty for nothing
 */
public record Planned(String name, String sha256, boolean contract, String takes) {}
