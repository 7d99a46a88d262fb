package dev.towline.render;

import dev.towline.desired.ComponentSpec.ProcessSpec;
import dev.towline.desired.ComponentSpec.ProcessSpec.Kind;
import dev.towline.desired.Located;
import dev.towline.desired.RelativePath;
import dev.towline.desired.ReleaseSpec.Strategy;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetSpec;
import dev.towline.desired.Template;
import dev.towline.source.Printable;
import dev.towline.render.RenderedRelease.BackgroundProcess;
import dev.towline.render.RenderedRelease.SlotUnit;
import dev.towline.render.RenderedRelease.WebProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the units of what runs from a release, each of which names that release's real path. */
final class ProcessMaker {
    private final TargetSpec target;
    private final SiteSpec site;
    private final String run;
    private final Problems problems;
    private final List<BackgroundProcess> background = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable WebProcess web;

    ProcessMaker(TargetSpec target, SiteSpec site, String run, Problems problems) {
        this.target = target;
        this.site = site;
        this.run = run;
        this.problems = problems;
    }

    Optional<WebProcess> web() {
        return Optional.ofNullable(web);
    }

    List<BackgroundProcess> background() {
        return List.copyOf(background);
    }

    void add(ReleaseMaker.Part part, Scope scope) {
        for (ProcessSpec process : part.component().spec().processes()) {
            problems.attempt(process.unit().at(),
                    () -> scope.wanted(process.when().orElse(null)) && add(process, part, scope));
        }
    }

    private boolean add(ProcessSpec process, ReleaseMaker.Part part, Scope scope) throws RenderException {
        Optional<Template> each = process.each();
        if (each.isPresent()) {
            for (Map<?, ?> item : scope.items(each.get())) {
                background(process, String.valueOf(item.get("name")), part, scope.with(Map.of("item", item)));
            }
        } else if (process.kind() == Kind.WEB) {
            web(process, part, scope);
        } else {
            background(process, process.name(), part, scope);
        }
        return true;
    }

    private void web(ProcessSpec process, ReleaseMaker.Part part, Scope scope) throws RenderException {
        if (web != null) {
            throw new IllegalArgumentException(
                    "the site has two web processes, '" + web.name() + "' and '" + process.name() + "'");
        }
        String name = name(process.name());
        web = site.release().strategy() == Strategy.BLUE_GREEN
                ? blueGreen(process, name, part, scope)
                : restart(process, name, part, scope);
    }

    /** Units of two processes would be one file. */
    private String name(String process) {
        if (!process.matches(ProcessSpec.NAME)) {
            throw new IllegalArgumentException("'" + Printable.of(process, 60)
                    + "' is no name of a process: a small letter, then small letters, digits and dashes");
        }
        if (!names.add(process)) {
            throw new IllegalArgumentException("two processes of the site are called '" + process + "'");
        }
        return target.name() + "-" + process;
    }

    private void background(ProcessSpec process, String called, ReleaseMaker.Part part, Scope scope)
            throws RenderException {
        String name = name(called);
        String service = name + ".service";
        List<RenderedFile> units = new ArrayList<>();
        units.add(unit(called, process.unit(), service, part, scope));
        String start = service;
        if (process.timer().isPresent()) {
            start = name + ".timer";
            units.add(unit(called, process.timer().get(), start, part, scope));
        }
        background.add(new BackgroundProcess(called, start, service, units));
    }

    private static RenderedFile unit(String process, Located<RelativePath> template, String unit,
            ReleaseMaker.Part part,
            Scope scope)
            throws RenderException {
        return part.walls()
                .process(part.files().unit(template, unit, scope, Map.of("process", process, "unit", unit)));
    }

    private WebProcess blueGreen(ProcessSpec process, String name, ReleaseMaker.Part part, Scope scope)
            throws RenderException {
        return new WebProcess(process.name(),
                slot(process, name + "-blue.service", "blue", run + "/blue/" + process.name() + ".sock", false, part,
                        scope),
                slot(process, name + "-green.service", "green", run + "/green/" + process.name() + ".sock", false,
                        part, scope),
                run + "/current.sock", null, drain(process));
    }

    /** The first slot is the unit that serves behind the held socket, the second one a test of the release on a socket of its own. */
    private WebProcess restart(ProcessSpec process, String name, ReleaseMaker.Part part, Scope scope)
            throws RenderException {
        return new WebProcess(process.name(),
                slot(process, name + ".service", "blue", run + "/current.sock", true, part, scope),
                slot(process, name + "-test.service", "green", run + "/green/" + process.name() + ".sock", false, part,
                        scope),
                run + "/current.sock", name + ".socket", drain(process));
    }

    /** {@code held} tells the template that systemd holds the socket and hands it over. */
    private static SlotUnit slot(ProcessSpec process, String unit, String slot, String socket, boolean held,
            ReleaseMaker.Part part,
            Scope scope) throws RenderException {
        return new SlotUnit(unit, part.walls().process(part.files().unit(process.unit(), unit, scope,
                Map.of("process", process.name(), "unit", unit, "slot", slot, "socket", socket, "held", held))),
                socket);
    }

    private java.time.Duration drain(ProcessSpec process) {
        return site.release().drain().orElse(process.drain());
    }
}
