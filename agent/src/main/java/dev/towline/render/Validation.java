package dev.towline.render;

import dev.towline.desired.ConfigFiles;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.DesiredState;
import dev.towline.desired.Problem;
import dev.towline.desired.TargetName;
import dev.towline.desired.parse.Assembly;
import dev.towline.desired.parse.ConfigReader;
import dev.towline.host.Facts;
import dev.towline.secret.StandInSecrets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for every mistake of a config repo without a host: facts, secrets and app are stand-ins. */
public final class Validation {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column).thenComparing(Problem::message);

    private Validation() {}

    /** All problems by file and line; none means that every host's every target can be rendered. */
    public static List<Problem> of(ConfigFiles files, ConfigFiles shipped) {
        ConfigRepo repo = ConfigReader.read(files, shipped);
        Set<Problem> problems = new LinkedHashSet<>(repo.problems());
        for (String host : repo.hosts().keySet()) {
            DesiredState state = Assembly.of(repo, host);
            problems.addAll(state.problems());
            problems.addAll(rendered(repo, state));
        }
        return problems.stream().sorted(BY_PLACE).toList();
    }

    private static List<Problem> rendered(ConfigRepo repo, DesiredState state) {
        Facts facts = new Facts(state.host(), 2, 2048, "debian", "12", "amd64");
        TargetRenderer renderer = new TargetRenderer(repo, state, facts,
                new AgentFacts("", "127.0.0.1:9876", List.of("github")));
        RenderInputs inputs = new RenderInputs(new StandInSecrets(), new AppTree.StandIn(), _ -> Optional.of(""));
        List<Problem> problems = new ArrayList<>();
        List<RenderedTarget> settled = new ArrayList<>();
        for (TargetName name : state.targets().keySet()) {
            switch (renderer.render(name, inputs)) {
                case Rendering.Settled target -> settled.add(target.target());
                case Rendering.Refused refused -> problems.addAll(refused.problems());
            }
        }
        Conflicts.find(settled).values().forEach(problems::addAll);
        return problems;
    }
}
