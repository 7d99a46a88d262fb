/**
 * Migrations as files: which are there, in which order and transaction their statements run, what each file is by its worst finding.
 * No disk, no server: texts come in, reports go out.
 */
@NullMarked
package dev.towline.migrate.lint;

import org.jspecify.annotations.NullMarked;
