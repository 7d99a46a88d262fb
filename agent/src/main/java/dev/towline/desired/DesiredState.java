package dev.towline.desired;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Git says of one host.
 *
 * @param common problems that hit every target of the host, because nobody can tell what its files mean
 * @param targets the host's own components and its sites; empty where the host's file cannot be read
 */
public record DesiredState(String host, List<Problem> common, SortedMap<TargetName, Desired> targets) {
    public DesiredState {
        common = List.copyOf(common);
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /** Every problem of every target, once. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>(common);
        targets.values().forEach(desired -> {
            switch (desired) {
                case Desired.Wanted _ -> {
                }
                case Desired.Refused refused -> all.addAll(refused.problems());
            }
        });
        return all.stream().distinct().toList();
    }

    /** The sites that are clear. */
    public List<TargetSpec> sites() {
        return targets.values().stream().filter(Desired.Wanted.class::isInstance).map(Desired.Wanted.class::cast)
                .map(Desired.Wanted::spec).filter(s -> s.site().isPresent()).toList();
    }
}
