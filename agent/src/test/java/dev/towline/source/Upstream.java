package dev.towline.source;

import java.util.Map;

/** A repository that a test writes to and a source follows. */
public interface Upstream {
    /** Commits these files, and no others, on the branch. */
    Revision commit(String branch, Map<String, String> files, String subject);

    /** Makes the branch point elsewhere, as a force-push does. */
    void force(String branch, Revision to);

    void deleteBranch(String branch);

    void tag(String name, Revision revision);

    void deleteTag(String name);
}
