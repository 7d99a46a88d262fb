package dev.towline.reconcile;

import dev.towline.desired.TargetName;
import dev.towline.plan.Plan;
import dev.towline.render.RenderedTarget;
import org.jspecify.annotations.Nullable;

/**
 * What a pass would do.
 *
 * @param rendered null where Git cannot be rendered
 * @param note problems, or what was passed over, or empty
 */
public record Preview(TargetName target, Heads heads, @Nullable RenderedTarget rendered, Plan plan, String note) {}
