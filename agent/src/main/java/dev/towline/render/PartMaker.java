package dev.towline.render;

import dev.towline.desired.ComponentSpec;
import dev.towline.desired.ComponentSpec.DatabaseSpec;
import dev.towline.desired.Template;
import dev.towline.host.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes all of one component that is no part of a release. */
record PartMaker(ReleaseMaker.Part part, SecretValues secrets, Problems problems, Parts made, CheckMaker checks) {
    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,127}(:[a-z0-9-]+)?");
    private static final Pattern DATABASE = Pattern.compile("[a-z_][a-z0-9_-]{0,62}");

    void add() {
        ComponentSpec spec = part.component().spec();
        Scope scope = part.scope();
        Walls walls = part.walls();
        spec.validators().keySet()
                .forEach(v -> problems.attempt(part.component().place(), () -> walls.validator(v)));
        spec.packages().forEach(p -> problems.attempt(p.at(), () -> words(PACKAGE, p, "package"))
                .ifPresent(names -> names.forEach(made::pack)));
        spec.users().forEach(u -> problems.attempt(u.name().at(), () -> {
            if (scope.wanted(u.when().orElse(null))) {
                made.user(walls.user(new Account(scope.line(u.name()), scope.path(u.home()), scope.line(u.shell()),
                        new TreeSet<>(scope.texts(u.groups())))), u.name().at());
            }
            return true;
        }));
        spec.directories().forEach(d -> problems.attempt(d.path().at(), () -> {
            if (scope.wanted(d.when().orElse(null))) {
                made.directory(
                        walls.directory(new RenderedDirectory(scope.path(d.path()),
                                scope.ownership(d.owner(), d.group(), d.mode()))),
                        d.path().at());
            }
            return true;
        }));
        spec.databases().forEach(
                d -> problems.attempt(d.name().at(), () -> !scope.wanted(d.when().orElse(null)) || database(d)));
        spec.files().forEach(f -> problems.attempt(f.path().at(), () -> {
            if (scope.wanted(f.when().orElse(null))) {
                made.file(walls.file(part.files().file(f, scope)), f.path().at());
            }
            return true;
        }));
        spec.links().forEach(l -> problems.attempt(l.path().at(), () -> {
            if (scope.wanted(l.when().orElse(null))) {
                made.link(
                        walls.link(new RenderedLink(scope.path(l.path()), scope.paths(l.targets()),
                                scope.onChange(l.onChange().orElse(null)))),
                        l.path().at());
            }
            return true;
        }));
        spec.units().forEach(u -> problems.attempt(u.name().at(), () -> {
            if (scope.wanted(u.when().orElse(null))) {
                made.unit(walls.unit(new RenderedUnit(scope.unit(u.name()), u.enabled(), u.running())),
                        u.name().at());
            }
            return true;
        }));
        spec.setup().forEach(s -> problems.attempt(s.creates().at(), () -> {
            if (scope.wanted(s.when().orElse(null))) {
                made.setup(walls.setup(new SetupCommand(s.name(), scope.argv(s.run()), scope.account(s.user()),
                        scope.path(s.creates()))));
            }
            return true;
        }));
    }

    private boolean database(DatabaseSpec spec) throws RenderException {
        List<String> extensions = new ArrayList<>();
        for (Template extension : spec.extensions()) {
            extensions.addAll(words(DATABASE, extension, "extension"));
        }
        for (String name : words(DATABASE, spec.name(), "database")) {
            RenderedDatabase database = new RenderedDatabase(name, named(DATABASE, spec.role(), "role"),
                    secrets.get(spec.password().value()), extensions);
            part.walls().database(database);
            made.database(database, spec.name().at());
            checks.database(database, secrets.file(spec.password().value()).orElse(null));
        }
        return true;
    }

    private List<String> words(Pattern form, Template template, String what) throws RenderException {
        List<String> names = part.scope().words(template);
        names.forEach(name -> check(form, name, what));
        return names;
    }

    private String named(Pattern form, Template template, String what) throws RenderException {
        return check(form, part.scope().line(template), what);
    }

    private static String check(Pattern form, String name, String what) {
        if (!form.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + dev.towline.source.Printable.of(name, 60) + "' is no name of a " + what);
        }
        return name;
    }
}
