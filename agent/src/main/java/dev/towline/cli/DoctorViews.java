package dev.towline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.towline.desired.TargetName;
import dev.towline.migrate.order.Explanation;
import dev.towline.reconcile.Examining;
import dev.towline.status.DoctorBoard;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What was found out about a site's databases, in the JSON that both the command and the agent's socket give. */
public final class DoctorViews implements DoctorBoard {
    private final Examining examining;
    private final UnaryOperator<String> mask;

    /** @param mask takes secrets out of a text */
    public DoctorViews(Examining examining, UnaryOperator<String> mask) {
        this.examining = examining;
        this.mask = mask;
    }

    @Override
    public String examine(String target) {
        try {
            return Out.JSON
                    .writeValueAsString(MaskedJson.of(json(new TargetName(target)), Set.of("site"), mask));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("these values have a JSON form", e);
        }
    }

    Map<String, Object> json(TargetName target) {
        List<Explanation> findings = examining.of(target).stream()
                .map(e -> new Explanation(e.what(), e.well(), e.detail(),
                        e.remedy().replaceAll("\\bSITE\\b", target.value())))
                .toList();
        return Map.of("site", target.value(), "findings", findings);
    }
}
