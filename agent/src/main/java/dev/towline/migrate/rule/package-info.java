/**
 * What a change of the schema means for the code that runs: the catalogue of rules, and the judge that asks each of them. Values and
 * pure functions: no server, no files. It knows what SQL says ({@code migrate.sql}) and nothing of who asks.
 */
@NullMarked
package dev.towline.migrate.rule;

import org.jspecify.annotations.NullMarked;
