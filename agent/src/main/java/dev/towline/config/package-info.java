/**
 * The agent's own settings, {@code /etc/towline/agent.yaml}: what the file says, what it means on this machine, and the secrets
 * that it names. Every mistake is collected and told at once with its place. Knows values of sources; nothing of sites.
 */
@NullMarked
package dev.towline.config;

import org.jspecify.annotations.NullMarked;
