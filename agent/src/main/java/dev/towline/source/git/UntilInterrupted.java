package dev.towline.source.git;

import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Lets JGit work until its thread is interrupted. */
final class UntilInterrupted extends EmptyProgressMonitor {
    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }
}
