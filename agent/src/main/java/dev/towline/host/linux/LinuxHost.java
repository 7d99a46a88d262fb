package dev.towline.host.linux;

import dev.towline.host.Accounts;
import dev.towline.host.Commands;
import dev.towline.host.Databases;
import dev.towline.host.Facts;
import dev.towline.host.Host;
import dev.towline.host.HostFiles;
import dev.towline.host.HostLocks;
import dev.towline.host.Jobs;
import dev.towline.host.Packages;
import dev.towline.host.Pause;
import dev.towline.host.Services;
import dev.towline.host.Sockets;
import java.time.Clock;

/** A real machine, put together from its parts by {@code SystemdHost} or {@code LocalHost}. */
public record LinuxHost(HostFiles files, Commands commands, Jobs jobs, Services services, Accounts accounts,
        Packages packages, Databases databases, HostLocks locks, Sockets sockets, Facts facts, Clock clock,
        Pause pause) implements Host {}
