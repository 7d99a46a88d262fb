/**
 * What is followed in Git, and what came of it: {@link dev.towline.source.Source}, {@link dev.towline.source.Revision},
 * {@link dev.towline.source.Snapshot} and the outcomes of a fetch. Values and interfaces only; JGit lives in
 * {@code source.git}. This room does not know what the files mean ({@code desired}), when to look ({@code reconcile}) or
 * what is done with a revision ({@code apply}). All that comes from a repository is hostile input.
 */
@NullMarked
package dev.towline.source;

import org.jspecify.annotations.NullMarked;
