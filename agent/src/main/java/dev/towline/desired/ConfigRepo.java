package dev.towline.desired;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A config repo, read whole.
 *
 * @param hosts by their name
 * @param sites by their name
 * @param components those of the repo, and those that ship where the repo has none of that name
 * @param stray problems of no file that is read, such as a misnamed one
 */
public record ConfigRepo(ConfigFiles files, Parsed<RepoSpec> repo, SortedMap<String, Parsed<HostSpec>> hosts,
        SortedMap<TargetName, Parsed<SiteSpec>> sites, SortedMap<ComponentName, Parsed<Component>> components,
        List<Problem> stray) {
    /** The folder whose templates every component may include. */
    public static final String SHARED = "shared";

    public ConfigRepo {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
        components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
        stray = List.copyOf(stray);
    }

    public static String siteFile(TargetName site) {
        return "sites/" + site + "/site.yaml";
    }

    public static String hostFile(String host) {
        return "hosts/" + host + ".yaml";
    }

    /** Parse problems of all files, used or not. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>(repo.problems());
        all.addAll(stray);
        for (Map<?, ? extends Parsed<?>> each : List.of(hosts, sites, components)) {
            each.values().forEach(p -> all.addAll(p.problems()));
        }
        return all;
    }
}
