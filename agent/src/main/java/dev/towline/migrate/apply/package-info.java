/**
 * What {@code towline migrate-files} does, as a job of the site's user with the release's environment: it reads the files and the
 * ledger in the site's own database, judges what is pending, runs it and contracts. It knows nothing of releases but a name and a
 * folder, and nothing of the agent, which may be gone; whatever cuts it, its next run goes on from the ledger.
 */
@NullMarked
package dev.towline.migrate.apply;

import org.jspecify.annotations.NullMarked;
