package dev.towline.host;

import java.util.Collection;
import java.util.Set;

/** The distribution's packages. */
public interface Packages {
    /** Which of these are installed. */
    Set<String> installed(Collection<String> names);

    /**
     * Installs without questions: waits for dpkg's lock, keeps old conffiles, restarts nothing by itself.
     *
     * @throws HostException LOCKED, NETWORK, or REJECTED where there is no such package
     */
    void install(Collection<String> names);
}
