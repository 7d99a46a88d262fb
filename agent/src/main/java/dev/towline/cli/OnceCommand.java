package dev.towline.cli;

import dev.towline.config.AgentSettings;
import dev.towline.desired.TargetName;
import dev.towline.reconcile.Following;
import dev.towline.reconcile.ReconcileResult;
import dev.towline.trigger.Trigger;
import dev.towline.trigger.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code towline once}. */
@Command(name = "once", mixinStandardHelpOptions = true, description = "Fetch and bring this host to what Git says, once, then end. For a host without the agent, and for trying out.", footer = {
        "", "Example: towline once"})
final class OnceCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Common common;

    @Override
    public Integer call() throws java.io.IOException {
        AgentSettings settings = common.settings();
        Running.refuse(common.client(settings), "it does this by itself; 'towline status' shows how far it is");
        try (Session session = common.house().open(settings, common.secrets(settings))) {
            Following.Look look = session.following().look(true);
            if (look.targets().isEmpty()) {
                String why = session.bench().board().get().sources().stream().map(s -> s.detail()).findFirst()
                        .orElse("");
                common.out().line("nothing was fetched: " + why);
                return 1;
            }
            return passes(session, look.targets());
        }
    }

    private int passes(Session session, List<TargetName> targets) {
        int exit = 0;
        List<Map<String, String>> results = new ArrayList<>();
        Wake wake = new Wake(1, new Trigger.Manual(new Trigger.Request.Reconcile(), Optional.empty(), Common.by()),
                List.of());
        for (TargetName target : targets) {
            ReconcileResult result = session.bench().passes().run(target, wake, () -> false);
            exit = worse(exit, result.exitCode());
            results.add(Map.of("target", target.value(), "result", result.label(), "message", result.message()));
            if (!common.json()) {
                common.out().line(
                        target + ": " + result.label() + (result.message().isEmpty() ? "" : ": " + result.message()));
            }
        }
        if (common.json()) {
            common.out().json(results);
        }
        return exit;
    }

    /** What a script must not miss comes first: failed, then invalid, then waiting for a person. */
    private static int worse(int a, int b) {
        List<Integer> order = List.of(0, 3, 2, 1);
        return order.indexOf(a) >= order.indexOf(b) ? a : b;
    }
}
