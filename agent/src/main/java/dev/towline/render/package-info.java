/**
 * Templates to bytes, in Ansible's Jinja, and the values that come out ({@link dev.towline.render.RenderedTarget}): all of a
 * target with every name, path and byte settled, before anything is written. Knows nothing of what the host is now.
 */
@NullMarked
package dev.towline.render;

import org.jspecify.annotations.NullMarked;
