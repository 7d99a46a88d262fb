/**
 * Jinja's grammar: text to tokens to a tree, exactly as Jinja2's lexer and parser read it, white space included. Knows
 * nothing of values, filters or files.
 */
@NullMarked
package dev.towline.render.syntax;

import org.jspecify.annotations.NullMarked;
