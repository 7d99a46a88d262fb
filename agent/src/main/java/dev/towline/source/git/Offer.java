package dev.towline.source.git;

import org.eclipse.jgit.lib.ObjectId;

/**
 * What the remote has for the policy.
 *
 * @param ref the full name of the branch or tag, or {@link #PINNED}
 * @param id  what it points to: a commit, or an annotated tag
 */
record Offer(String ref, ObjectId id) {
    /** Stands for the ref of a policy that names a commit. */
    static final String PINNED = "commit";
}
