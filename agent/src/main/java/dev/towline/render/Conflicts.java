package dev.towline.render;

import dev.towline.desired.ConfigRepo;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.TargetName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What two targets of a host both claim. The host's own components keep what they claim; two sites both have to wait. */
public final class Conflicts {
    private record Claim(TargetName owner, Object value) {}

    private final Map<String, Claim> claims = new HashMap<>();
    private final SortedMap<TargetName, List<Problem>> found = new TreeMap<>();

    private Conflicts() {}

    /** Problems by target; a target without any is not among the keys. */
    public static SortedMap<TargetName, List<Problem>> find(Collection<RenderedTarget> targets) {
        Conflicts conflicts = new Conflicts();
        targets.stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(conflicts::add);
        return conflicts.found;
    }

    private void add(RenderedTarget target) {
        TargetName name = target.name();
        target.domains().forEach(d -> claim(name, "the domain " + d, name));
        target.users().forEach(u -> claim(name, "the user " + u.name(), name));
        target.directories().forEach(d -> claim(name, "the folder " + d.path(), d));
        files(target).forEach(f -> claim(name, "the path " + f, name));
        units(target).distinct().forEach(u -> claim(name, "the unit " + u, name));
        target.databases().forEach(d -> claim(name, "the database " + d.name(), name));
        target.databases().stream().map(RenderedDatabase::role).distinct()
                .forEach(r -> claim(name, "the database role " + r, name));
        target.release().ifPresent(release -> {
            claim(name, "the folder " + release.home() + " of releases", name);
            release.web().ifPresent(
                    web -> Stream.of(web.blue().socket(), web.green().socket(), web.currentSocket()).distinct()
                            .forEach(s -> claim(name, "the socket " + s, name)));
        });
    }

    private static Stream<String> files(RenderedTarget target) {
        Stream<String> units = target.release().stream()
                .flatMap(r -> Stream.concat(r.web().stream().flatMap(w -> Stream.of(w.blue().file(), w.green().file())),
                        r.background().stream().flatMap(b -> b.files().stream())))
                .map(RenderedFile::path);
        return Stream
                .of(target.files().stream().map(RenderedFile::path), target.links().stream().map(RenderedLink::path),
                        units)
                .flatMap(s -> s).distinct();
    }

    private static Stream<String> units(RenderedTarget target) {
        Stream<String> released = target.release().stream().flatMap(
                r -> Stream.concat(r.web().stream().flatMap(w -> Stream.of(w.blue().unit(), w.green().unit())),
                        r.background().stream().flatMap(b -> Stream.of(b.start(), b.service()))));
        return Stream.concat(target.units().stream().map(RenderedUnit::name), released);
    }

    /** Two claims of the same value, as of a folder that both want alike, are no conflict. */
    private void claim(TargetName name, String what, Object value) {
        Claim first = claims.putIfAbsent(what, new Claim(name, value));
        if (first == null || first.owner().equals(name) || Objects.equals(first.value(), value)) {
            return;
        }
        TargetName other = first.owner();
        String rival = other.isHost() ? "the host's own components" : "the site " + other;
        report(name, what + " is also claimed by " + rival);
        if (!other.isHost()) {
            report(other, what + " is also claimed by the site " + name);
        }
    }

    private void report(TargetName name, String message) {
        found.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(Place.of(ConfigRepo.siteFile(name)).problem(message, "change one of them, or leave one out"));
    }
}
