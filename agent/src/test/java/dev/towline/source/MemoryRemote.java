package dev.towline.source;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A repository in memory, determined by what was done to it: the same calls give the same commit ids. */
public final class MemoryRemote implements Upstream {
    private final Map<String, Stored> commits = new TreeMap<>();
    private final Map<String, Revision> branches = new TreeMap<>();
    private final Map<String, Revision> tags = new TreeMap<>();
    private Optional<FetchResult> outage = Optional.empty();
    private int looks;

    /** One commit. */
    record Stored(CommitInfo info, Optional<Revision> parent, Map<String, String> files) {}

    /** Commits on main. */
    public Revision commit(Map<String, String> files) {
        return commit("main", files, "Change " + (commits.size() + 1));
    }

    @Override
    public synchronized Revision commit(String branch, Map<String, String> files, String subject) {
        Optional<Revision> parent = Optional.ofNullable(branches.get(branch));
        Revision revision = Revision
                .of(sha1(commits.size() + "\0" + parent + "\0" + subject + "\0" + new TreeMap<>(files)));
        Instant time = Instant.EPOCH.plusSeconds(commits.size());
        commits.put(revision.commit(),
                new Stored(new CommitInfo(revision, "Ada", subject, time), parent, Map.copyOf(files)));
        branches.put(branch, revision);
        return revision;
    }

    @Override
    public synchronized void force(String branch, Revision to) {
        branches.put(branch, to);
    }

    @Override
    public synchronized void deleteBranch(String branch) {
        branches.remove(branch);
    }

    @Override
    public synchronized void tag(String name, Revision revision) {
        tags.put(name, revision);
    }

    @Override
    public synchronized void deleteTag(String name) {
        tags.remove(name);
    }

    /** Until {@link #recover}, every fetch ends like this. */
    public synchronized void fail(FailureKind kind, String why) {
        outage = Optional.of(new FetchResult.Failed(kind, why));
    }

    public synchronized void recover() {
        outage = Optional.empty();
    }

    /** How often any source looked. */
    public synchronized int looks() {
        return looks;
    }

    /** A source that follows this repository. */
    public MemorySource source(SourceSpec spec) {
        return new MemorySource(spec, this);
    }

    synchronized Optional<FetchResult> look() {
        looks++;
        return outage;
    }

    synchronized Optional<Named> choose(RevisionPolicy policy) {
        return switch (policy) {
            case RevisionPolicy.Branch(String name) -> Named.of(name, branches.get(name));
            case RevisionPolicy.Tag(String name) -> Named.of(name, tags.get(name));
            case RevisionPolicy.Commit(Revision revision) -> stored(revision).flatMap(c -> Named.of("", revision));
            case RevisionPolicy.SemverRange(VersionRange range) -> range.highest(tags.keySet())
                    .flatMap(tag -> Named.of(tag, tags.get(tag)));
        };
    }

    synchronized Optional<Stored> stored(Revision revision) {
        return Optional.ofNullable(commits.get(revision.commit()));
    }

    /** The commit and all before it, newest first. */
    synchronized List<CommitInfo> history(Revision from) {
        List<CommitInfo> history = new ArrayList<>();
        for (Optional<Stored> at = stored(from); at.isPresent(); at = at.get().parent().flatMap(this::stored)) {
            history.add(at.get().info());
        }
        return history;
    }

    /** A branch or tag and its commit. */
    record Named(String name, Revision revision) {
        static Optional<Named> of(String name, @org.jspecify.annotations.Nullable Revision revision) {
            return Optional.ofNullable(revision).map(found -> new Named(name, found));
        }
    }

    static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new java.io.IOException(e));
        }
    }
}
