package dev.towline.desired.parse;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentName;
import dev.towline.desired.ComponentSpec;
import dev.towline.desired.ComponentSpec.FileSpec;
import dev.towline.desired.ComponentSpec.ProcessSpec;
import dev.towline.desired.ComponentSpec.ReleaseFileSpec;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.Located;
import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.RelativePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one component and looks whether all of its own files are there. */
record ComponentReader(ConfigFiles files, ComponentName name, String label, String folder) {
    Parsed<Component> read() {
        String file = label + "/component.yaml";
        Parsed<ComponentSpec> spec = files.read(folder + "/component.yaml")
                .map(b -> YamlReader.read(file, b, ComponentSpec.class))
                .orElseGet(() -> Parsed.refused(List.of(Place.of(file).problem("the file cannot be read", ""))));
        if (spec.value().isEmpty()) {
            return Parsed.refused(spec.problems());
        }
        List<Problem> problems = check(spec.value().get(), Place.of(file));
        return problems.isEmpty()
                ? Parsed.of(new Component(name, spec.value().get(), label, folder, files))
                : Parsed.refused(problems);
    }

    private List<Problem> check(ComponentSpec spec, Place whole) {
        List<Problem> problems = new ArrayList<>();
        templates(spec).filter(t -> !files.paths().contains(folder + "/" + t.value())).forEach(t -> problems
                .add(t.at().problem("there is no template '" + t.value() + "' in " + label + "/",
                        Nearest.remedy(t.value().value(), siblings()))));
        problems.addAll(VariableCheck.defaults(spec, whole));
        twice(spec.processes().stream().map(ProcessSpec::name), "process", whole, problems);
        twice(spec.secrets().stream().map(s -> s.name().value()), "secret", whole, problems);
        if (spec.scope() == ComponentSpec.Scope.HOST
                && (spec.release().isPresent() || spec.environment().isPresent() || !spec.processes().isEmpty())) {
            problems.add(whole.problem("a component of scope host has no 'release', 'environment' or 'processes'",
                    "make it scope: site"));
        }
        return problems;
    }

    private static void twice(Stream<String> names, String what, Place whole, List<Problem> problems) {
        Set<String> seen = new HashSet<>();
        names.filter(n -> !seen.add(n)).distinct()
                .forEach(n -> problems
                        .add(whole.problem("the " + what + " '" + n + "' is there twice", "rename or remove one")));
    }

    private List<String> siblings() {
        String prefix = folder + "/";
        return files.paths().tailSet(prefix).stream().takeWhile(p -> p.startsWith(prefix))
                .map(p -> p.substring(prefix.length()))
                .filter(p -> !p.equals("component.yaml")).toList();
    }

    private static Stream<Located<RelativePath>> templates(ComponentSpec spec) {
        Stream<Optional<Located<RelativePath>>> named = Stream.of(spec.files().stream().map(FileSpec::template),
                spec.release().stream().flatMap(r -> r.files().stream()).map(ReleaseFileSpec::template),
                spec.processes().stream().flatMap(p -> Stream.of(Optional.of(p.unit()), p.socket(), p.timer())))
                .flatMap(s -> s);
        return named.flatMap(Optional::stream);
    }
}
