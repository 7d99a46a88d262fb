package dev.towline.status;

import dev.towline.desired.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One target, as of its last pass.
 *
 * @param conditions Ready, Reconciling, Stalled, Healthy, Drifted, Suspended, Pinned
 * @param result name of the last ReconcileResult in small letters with dashes
 * @param message what a person should know, or empty
 * @param phase of the deployment under way, or null
 * @param quarantined what failed here and is not tried again, with the reason
 * @param contracts statements that wait until no code needs any more what they take away
 * @param nextTry when it will be tried again by itself, or null
 * @param decisions what people decided and has not ended
 * @param answered how the last pass ended that somebody had asked something of, or null
 * @param pinned what a person rolled back to, or null
 */
public record TargetStatus(TargetName target, Map<String, Boolean> conditions, String result, String message,
        @Nullable String config, @Nullable String app, @Nullable String release, @Nullable String deployment,
        @Nullable String phase, List<String> quarantined, List<String> contracts, List<String> problems,
        @Nullable Instant lastPass,
        @Nullable Instant nextTry, @Nullable Answered answered, int files, @Nullable PinStatus pinned,
        List<Decided> decisions) {
    public TargetStatus {
        conditions = Map.copyOf(conditions);
        quarantined = List.copyOf(quarantined);
        contracts = List.copyOf(contracts);
        problems = List.copyOf(problems);
        decisions = List.copyOf(decisions);
    }

    /** Of a target that nobody decided anything for. */
    public TargetStatus(TargetName target, Map<String, Boolean> conditions, String result, String message,
            @Nullable String config, @Nullable String app, @Nullable String release, @Nullable String deployment,
            @Nullable String phase, List<String> quarantined, List<String> contracts, List<String> problems,
            @Nullable Instant lastPass, @Nullable Instant nextTry, @Nullable Answered answered, int files) {
        this(target, conditions, result, message, config, app, release, deployment, phase, quarantined, contracts,
                problems, lastPass, nextTry, answered, files, null, List.of());
    }

    /**
     * The end of a pass that carried out what people asked for.
     *
     * @param pass its number, counted from 1 since the agent started
     * @param refused what could not be done, with the reason, or empty
     * @param exitCode of the command that asked: the same as of a command that did it without the agent
     */
    public record Answered(long pass, String result, String message, String refused, int exitCode) {
        Answered masked(UnaryOperator<String> mask) {
            return new Answered(pass, result, mask.apply(message), mask.apply(refused), exitCode);
        }
    }

    /**
     * What a person decided, while it stands.
     *
     * @param decision removals, maintenance, contract, pin or suspend
     * @param subject the digest, release or reason
     * @param by empty where it is not known
     */
    public record Decided(String decision, String subject, String by, @Nullable Instant at) {
        Decided masked(UnaryOperator<String> mask) {
            return new Decided(decision, mask.apply(subject), by, at);
        }
    }

    TargetStatus masked(UnaryOperator<String> mask) {
        return new TargetStatus(target, conditions, result, mask.apply(message), config, app, release, deployment,
                phase, quarantined.stream().map(mask).toList(), contracts.stream().map(mask).toList(),
                problems.stream().map(mask).toList(), lastPass, nextTry,
                answered == null ? null : answered.masked(mask), files,
                pinned == null ? null : pinned.masked(mask),
                decisions.stream().map(decided -> decided.masked(mask)).toList());
    }

    /** The same with another deployment under way, or none. */
    public TargetStatus withDeployment(@Nullable String id, @Nullable String newPhase) {
        return new TargetStatus(target, conditions, result, message, config, app, release, id, newPhase, quarantined,
                contracts, problems, lastPass, nextTry, answered, files, pinned, decisions);
    }

    /** The same with other conditions. */
    public TargetStatus withConditions(Map<String, Boolean> newConditions) {
        return new TargetStatus(target, newConditions, result, message, config, app, release, deployment, phase,
                quarantined, contracts, problems, lastPass, nextTry, answered, files, pinned, decisions);
    }
}
