package dev.towline.source.git;

import dev.towline.source.CommitInfo;
import dev.towline.source.Revision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Reads commits. */
final class History {
    private History() {}

    static CommitInfo info(RevCommit commit) {
        @Nullable
        PersonIdent author = commit.getAuthorIdent();
        return new CommitInfo(Revision.of(commit.name()), author == null ? "" : author.getName(),
                commit.getShortMessage(),
                Instant.ofEpochSecond(commit.getCommitTime()));
    }

    static List<CommitInfo> log(Repository repository, ObjectId from, ObjectId to, int max) throws IOException {
        List<CommitInfo> log = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.sort(RevSort.TOPO);
            walk.markStart(walk.parseCommit(to));
            walk.markUninteresting(walk.parseCommit(from));
            for (RevCommit commit = walk.next(); commit != null && log.size() < max; commit = walk.next()) {
                log.add(info(commit));
            }
        }
        return List.copyOf(log);
    }
}
