package dev.towline.host;

import java.time.Clock;

/** One machine, or one folder that stands for a machine. */
public interface Host {
    HostFiles files();

    Commands commands();

    Jobs jobs();

    Services services();

    Accounts accounts();

    Packages packages();

    Databases databases();

    HostLocks locks();

    Sockets sockets();

    Facts facts();

    Clock clock();

    Pause pause();
}
