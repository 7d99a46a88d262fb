package dev.towline.history;

/** One step of an open deployment. */
public record JournalEntry(long number, String step, Undo undo, boolean done) {}
