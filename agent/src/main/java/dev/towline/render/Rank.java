package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.TargetSpec;

/** How far a component is trusted. */
enum Rank {
    /** A component of the host. */
    HOST,
    /** One of a site that the host's file admits. */
    ADMITTED,
    /** One of a site that came with Towline. */
    SHIPPED,
    /** A site's own. */
    OWN;

    static Rank of(TargetSpec target, Component component) {
        if (target.site().isEmpty()) {
            return HOST;
        }
        if (target.admitted().contains(component.name())) {
            return ADMITTED;
        }
        return component.shipped() ? SHIPPED : OWN;
    }
}
