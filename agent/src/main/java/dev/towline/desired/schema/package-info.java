/**
 * What editors and people are told of the config repo's files, made from the same records as the parser: JSON Schemas and
 * the reference page. Knows the records' shapes and nothing of their values.
 */
@NullMarked
package dev.towline.desired.schema;

import org.jspecify.annotations.NullMarked;
