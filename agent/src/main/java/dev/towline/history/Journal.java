package dev.towline.history;

import dev.towline.desired.TargetName;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a deployment that is under way, each with its inverse, written before it is done. At rest it is empty: a
 * deployment was committed, or every inverse was applied.
 */
public interface Journal {
    /** Begins; a target has at most one open deployment, and opening that one again changes nothing. */
    void open(TargetName target, DeploymentId deployment);

    /** Notes the step about to be done and how to take it back; returns the entry's number, growing. */
    long intend(TargetName target, String step, Undo undo);

    void done(TargetName target, long entry);

    /** The inverse of the entry was applied; the entry goes. */
    void undone(TargetName target, long entry);

    /** The open deployment, or empty at rest. */
    Optional<DeploymentId> openDeployment(TargetName target);

    /** What is open, in the order in which it was intended. */
    List<JournalEntry> entries(TargetName target);

    /**
     * Closes the target's deployment: entries and the bytes that only they kept go. With entries left it means "committed".
     * What is adopted must be in the inventory before, because only bytes that are named stay.
     */
    void close(TargetName target);

    /**
     * Keeps bytes that a step replaces, however many somebody wrote there, and returns their SHA-256 in hex. They are durable when
     * this returns, and stay until this process ends or something that named them goes: name them by {@link #intend} or in the
     * inventory.
     *
     * @param content read to its end and never held as a whole; not closed
     * @throws dev.towline.host.HostException DISK when there is no room, or more than {@code UNDO_FILE}
     */
    String keep(InputStream content);

    /** The bytes, checked against their digest before the first of them is given away; the caller closes it. */
    InputStream kept(String reference);
}
