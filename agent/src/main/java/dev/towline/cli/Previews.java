package dev.towline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.towline.desired.TargetName;
import dev.towline.plan.ActionTag;
import dev.towline.plan.Plan;
import dev.towline.plan.Step;
import dev.towline.reconcile.Heads;
import dev.towline.reconcile.Preview;
import dev.towline.reconcile.Wanted.Rendering;
import dev.towline.reconcile.Workbench;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import dev.towline.status.PreviewBoard;
import dev.towline.status.SourceStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Plans and renderings in the JSON that both the commands and the API print. */
public final class Previews implements PreviewBoard {
    /** By these something is found or decided; no program and no person wrote them. */
    private static final Set<String> KEPT = Set.of("target", "config", "app", "plan", "phase", "action", "cause",
            "kind",
            "mode",
            "sha256");
    private final Workbench bench;
    private final UnaryOperator<String> mask;
    private final Diffs diffs;

    /** @param mask takes secrets out of a text */
    public Previews(Workbench bench, UnaryOperator<String> mask) {
        this.mask = mask;
        this.bench = bench;
        this.diffs = new Diffs(bench.host().files(), mask);
    }

    @Override
    public Optional<String> plan(String target) {
        return bench.reconciler().preview(new TargetName(target)).map(this::plan).map(this::text);
    }

    @Override
    public Optional<String> rendering(String target) {
        TargetName name = new TargetName(target);
        return bench.wanted().heads(name).map(heads -> rendering(name, heads)).map(this::text);
    }

    private String text(Object value) {
        try {
            return Out.JSON.writeValueAsString(MaskedJson.of(value, KEPT, mask));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("these values have a JSON form", e);
        }
    }

    private Map<String, Object> plan(Preview preview) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", preview.target().value());
        json.put("config", preview.heads().config());
        json.put("app", preview.heads().app());
        json.put("valid", preview.rendered() != null || preview.note().isEmpty());
        json.put("note", preview.note());
        json.put("pinned", bench.pins().of(preview.target()).orElse(null));
        json.put("trouble", bench.wanted().trouble(preview.target()).orElse(null));
        json.put("notes", notes(preview.target()));
        json.put("plan", switch (preview.plan()) {
            case Plan.UpToDate p -> "up-to-date";
            case Plan.Changes p -> "changes";
            case Plan.Blocked p -> "blocked";
        });
        json.put("blockers", preview.plan() instanceof Plan.Blocked blocked ? blocked.blockers() : List.of());
        json.put("steps", steps(preview.plan()).stream().map(this::step).toList());
        return json;
    }

    /** What is to be known of the repositories that it is made from. */
    private List<SourceStatus.Note> notes(TargetName target) {
        return bench.board().get().sources().stream()
                .filter(source -> target.isHost()
                        ? !source.name().startsWith("app.")
                        : source.name().equals("app." + target))
                .flatMap(source -> source.notes().stream()).toList();
    }

    private static List<Step> steps(Plan plan) {
        return switch (plan) {
            case Plan.UpToDate p -> List.of();
            case Plan.Changes p -> p.steps();
            case Plan.Blocked p -> p.steps();
        };
    }

    private Map<String, Object> step(Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("phase", step.phase().toString());
        json.put("action", ActionTag.of(step.action()));
        json.put("what", step.action().describe());
        json.put("cause", step.cause().name().toLowerCase(Locale.ROOT));
        json.put("why", step.why());
        json.put("diff", diffs.of(step));
        return json;
    }

    private Map<String, Object> rendering(TargetName target, Heads heads) {
        return switch (bench.wanted().render(target, heads)) {
            case Rendering.Ready ready -> Map.of("target", target.value(), "files", files(ready.target()));
            case Rendering.Invalid invalid -> Map.of("target", target.value(), "problems",
                    invalid.problems().stream().map(Object::toString).toList());
            case Rendering.Gone gone -> Map.of("target", target.value(), "note", "this host has no site of that name");
            case Rendering.NotYet later -> Map.of("target", target.value(), "note", later.why());
            case Rendering.Suspended s -> Map.of("target", target.value(), "note", "suspended in Git");
        };
    }

    private static List<Map<String, Object>> files(RenderedTarget target) {
        List<RenderedFile> files = new ArrayList<>(target.files());
        target.release().ifPresent(release -> ofRelease(release, files));
        return files.stream().map(Previews::file).toList();
    }

    private static void ofRelease(RenderedRelease release, List<RenderedFile> files) {
        files.addAll(release.files());
        release.web().ifPresent(web -> {
            files.add(web.blue().file());
            files.add(web.green().file());
        });
        release.background().forEach(process -> files.addAll(process.files()));
    }

    private static Map<String, Object> file(RenderedFile file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", file.path());
        json.put("owner", file.ownership().owner());
        json.put("group", file.ownership().group());
        json.put("mode", file.ownership().octal());
        json.put("sha256", file.content().digest().hex());
        json.put("origin", file.origin());
        json.put("secret", file.secret());
        json.put("content",
                file.content().withheld() ? null : new String(file.content().bytes(), StandardCharsets.UTF_8));
        return json;
    }
}
