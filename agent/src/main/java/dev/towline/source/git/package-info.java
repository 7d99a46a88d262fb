/**
 * The only room that knows JGit: a bare mirror per source, read by tree walks, never a work tree. It trusts neither the
 * remote (fsck, caps, safe paths, pinned host keys) nor the machine (no user's or system's Git or SSH configuration), and
 * repairs its own mirror after a crash. It decides no timing: a fetch is one attempt with one outcome.
 */
@NullMarked
package dev.towline.source.git;

import org.jspecify.annotations.NullMarked;
