/**
 * HTTP at the edge, and the only Vert.x beside the Agent: hooks, the API, metrics, the dashboard, and the same API on a
 * root-only unix socket. It can ask (offer a trigger) and read pictures; it cannot deploy and does not know how that is done.
 * Nothing here blocks an event loop: what reads a store runs on a worker.
 */
@NullMarked
package dev.towline.web;

import org.jspecify.annotations.NullMarked;
