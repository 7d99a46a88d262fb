/**
 * Templates to bytes: Ansible's Jinja, with Python's values, printed as Python prints them. What Ansible renders is
 * rendered to the same bytes, or refused with template, line and remedy; never to other bytes. A template reaches no
 * Java object, no file but what it may include, no clock and no randomness.
 */
@NullMarked
package dev.towline.render;

import org.jspecify.annotations.NullMarked;
