/** What happened, as typed values that others (metrics, notifications, server-sent events, status) listen to. Values and a synchronous bus; no I/O. */
@NullMarked
package dev.towline.event;

import org.jspecify.annotations.NullMarked;
