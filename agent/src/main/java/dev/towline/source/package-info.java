/**
 * Git repositories that are followed, as values and interfaces: what is followed, what was found, the files at a commit. The only
 * JGit is in {@code source.git}. Knows nothing of sites.
 */
@NullMarked
package dev.towline.source;

import org.jspecify.annotations.NullMarked;
