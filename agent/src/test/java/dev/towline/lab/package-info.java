/**
 * The laboratory of the host tests: real Debian hosts with systemd as PID 1, a real Django application in a real Git
 * repository, package indexes that can fail, and load that counts every lost request. It knows nothing of the agent:
 * what it offers (a host, a repository, a network) is what a person has who installs Towline. See docs/host-tests.md.
 */
@NullMarked
package dev.towline.lab;

import org.jspecify.annotations.NullMarked;
