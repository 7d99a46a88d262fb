/**
 * SQL files in a non-breaking order, as the agent sees it: which command when, on which folders of which releases, and what the answer
 * means. The files are read, judged and run by {@code towline migrate-files}, in a job of the site's user; this room never connects to
 * a database itself.
 */
@NullMarked
package dev.towline.migrate.files;

import org.jspecify.annotations.NullMarked;
