package dev.towline.desired.parse;

import dev.towline.desired.Component;
import dev.towline.desired.ComponentName;
import dev.towline.desired.ConfigFiles;
import dev.towline.desired.ConfigRepo;
import dev.towline.desired.HostSpec;
import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.RepoSpec;
import dev.towline.desired.SiteSpec;
import dev.towline.desired.TargetName;
import dev.towline.source.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a config repo whole. */
public final class ConfigReader {
    private static final String REPO = "towline.yaml";
    private static final Pattern HOST = Pattern.compile("hosts/([A-Za-z0-9][A-Za-z0-9._-]{0,252})\\.yaml");
    private static final Pattern SITE = Pattern.compile("sites/([^/]+)/site\\.yaml");
    private static final Pattern COMPONENT = Pattern.compile("([^/]+)/component\\.yaml");
    private static final List<String> FOLDERS = List.of("hosts", "sites", "components", ConfigRepo.SHARED);

    private final ConfigFiles files;
    private final List<Problem> stray = new ArrayList<>();

    private ConfigReader(ConfigFiles files) {
        this.files = files;
    }

    /** @param shipped the distribution's components, one folder each; one of the repo's own of the same name wins */
    public static ConfigRepo read(ConfigFiles files, ConfigFiles shipped) {
        return new ConfigReader(files).read(shipped);
    }

    /** Whether nothing in it is a file of a config repo, also not a misnamed one. */
    public static boolean isEmpty(ConfigFiles files) {
        return files.paths().stream().noneMatch(p -> p.matches(
                "towline\\.ya?ml|hosts/[^/.][^/]*|sites/[^/]+/site\\.ya?ml|components/[^/]+/component\\.ya?ml"));
    }

    private ConfigRepo read(ConfigFiles shipped) {
        Parsed<RepoSpec> repo = repo();
        SortedMap<String, Parsed<HostSpec>> hosts = new TreeMap<>();
        SortedMap<TargetName, Parsed<SiteSpec>> sites = new TreeMap<>();
        SortedMap<ComponentName, Parsed<Component>> components = new TreeMap<>();
        components(shipped, "", "templates/", components);
        components(files, "components/", "components/", components);
        for (String path : files.paths()) {
            Matcher host = HOST.matcher(path);
            Matcher site = SITE.matcher(path);
            if (host.matches()) {
                hosts.put(host.group(1), parse(path, HostSpec.class));
            } else if (site.matches()) {
                site(path, site.group(1), sites);
            } else {
                misnamed(path);
            }
        }
        return new ConfigRepo(files, repo, hosts, sites, components, stray.stream().distinct().toList());
    }

    private Parsed<RepoSpec> repo() {
        if (files.paths().contains(REPO)) {
            return parse(REPO, RepoSpec.class);
        }
        if (files.paths().contains("towline.yml")) {
            return Parsed
                    .refused(List.of(Place.of("towline.yml").problem("this file is not read", "rename it to " + REPO)));
        }
        return YamlReader.read(REPO, "{}".getBytes(StandardCharsets.UTF_8), RepoSpec.class);
    }

    private <T extends Record> Parsed<T> parse(String path, Class<T> type) {
        return files.read(path).map(bytes -> YamlReader.read(path, bytes, type))
                .orElseGet(() -> Parsed.refused(
                        List.of(Place.of(path).problem("the file cannot be read", "is it a link to nowhere?"))));
    }

    private void site(String path, String name, SortedMap<TargetName, Parsed<SiteSpec>> sites) {
        try {
            sites.put(TargetName.site(name), parse(path, SiteSpec.class));
        } catch (IllegalArgumentException e) {
            stray.add(Place.of(Printable.of(path)).problem(Printable.of(String.valueOf(e.getMessage())),
                    "rename the folder"));
        }
    }

    private void misnamed(String path) {
        String top = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
        if (path.matches("hosts/[^/]+") && !path.matches("hosts/(\\..*|.*~|.*\\.(md|swp|orig|bak)|#.*#)")
                || path.matches("sites/[^/]+/site\\.yml|components/[^/]+/component\\.yml")) {
            String right = path.replaceFirst("\\.(yml|YAML|yaml\\.[a-z0-9]+)$", ".yaml");
            stray.add(Place.of(Printable.of(path)).problem("this file is not read",
                    right.equals(path) ? "a host is hosts/<name>.yaml" : "rename it to " + Printable.of(right)));
        } else if (!top.isEmpty() && !FOLDERS.contains(top) && path.endsWith(".yaml")) {
            Nearest.to(top, FOLDERS).ifPresent(near -> stray
                    .add(Place.of(Printable.of(path)).problem("nothing is read in " + Printable.of(top) + "/",
                            "did you mean " + near + "/?")));
        }
    }

    private void components(ConfigFiles from, String folder, String label,
            SortedMap<ComponentName, Parsed<Component>> components) {
        for (String path : from.paths()) {
            Matcher matcher = COMPONENT.matcher(path.startsWith(folder) ? path.substring(folder.length()) : "");
            if (matcher.matches()) {
                String name = matcher.group(1);
                try {
                    components.put(new ComponentName(name),
                            new ComponentReader(from, new ComponentName(name), label + name, folder + name).read());
                } catch (IllegalArgumentException e) {
                    stray.add(Place.of(Printable.of(label + name)).problem(String.valueOf(e.getMessage()),
                            "rename the folder"));
                }
            }
        }
    }
}
