/** Why the agent wakes, and the one-slot mailbox of each target: what comes during a pass means exactly one more pass. Values and one small lock; no Vert.x, no Git, no host. */
@NullMarked
package dev.towline.trigger;

import org.jspecify.annotations.NullMarked;
