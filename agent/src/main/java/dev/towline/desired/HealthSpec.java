package dev.towline.desired;

import java.time.Duration;
import java.util.List;

/** When a site counts as healthy. */
@ShortFor("checks")
public record HealthSpec(
        @Key(value = "Rounds in a row in which every check must pass.", fallback = "3", min = 1, max = 100) int passes,
        @Key(value = "The pause between two rounds.", fallback = "1s") Duration interval,
        @Key(value = "Until when they must have passed.", fallback = "60s") Duration deadline,
        @Key(value = "What is asked, besides the components' own checks.", example = "[ http: /login/ ]") List<CheckSpec> checks) {}
