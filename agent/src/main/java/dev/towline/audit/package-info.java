/**
 * Who asked this agent for what, from where, and what they were answered: kept in a file of the agent's own state. It knows no other
 * room, so that whoever answers a request can write it down.
 */
@NullMarked
package dev.towline.audit;

import org.jspecify.annotations.NullMarked;
