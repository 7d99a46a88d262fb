package dev.towline.host;

/** What the kernel knows of a listening unix socket. */
public interface Sockets {
    /** Connections that wait in the accept queue of the listener on this path plus those that are established; 0 where nobody listens. */
    int connections(String path);

    /** Whether somebody listens on this path, so that who connects is at least queued. */
    boolean listens(String path);
}
