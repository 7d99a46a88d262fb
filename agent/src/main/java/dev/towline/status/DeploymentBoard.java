package dev.towline.status;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where outsiders read past deployments; may block on the store. */
public interface DeploymentBoard {
    /** The newest first; of all targets where none is named. */
    List<DeploymentView> newest(@Nullable String site, int limit);

    Optional<DeploymentView> find(String id);

    /** What its build and migrations wrote; empty where nothing is kept. */
    String output(String id);
}
