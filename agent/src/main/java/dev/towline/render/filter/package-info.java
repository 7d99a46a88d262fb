/**
 * Ansible's and Jinja2's filters and tests, with Python's results. What depends on the host, the clock or chance is
 * refused, because a template must give the same bytes each time.
 */
@NullMarked
package dev.towline.render.filter;

import org.jspecify.annotations.NullMarked;
