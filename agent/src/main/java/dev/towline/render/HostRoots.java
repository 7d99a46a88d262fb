package dev.towline.render;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a path or a unit of the host belongs to, by its name alone. */
final class HostRoots {
    /** The agent's own; nobody else writes there. */
    private static final List<String> AGENT = List.of("/etc/towline", "/var/lib/towline", "/usr/lib/towline",
            "/run/towline", "/usr/bin/towline", "/opt/towline", "/var/cache/towline", "/var/log/towline");
    /** What decides who is root, or what runs as root: a host's component names such a folder in its 'roots' to write there. */
    private static final List<String> SENSITIVE = List.of("/root", "/home", "/boot", "/dev", "/proc", "/sys", "/usr",
            "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/tmp", "/var/tmp", "/var/spool/cron", "/etc/sudoers",
            "/etc/sudoers.d", "/etc/ssh",
            "/etc/pam.d", "/etc/pam.conf", "/etc/security", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow",
            "/etc/subuid",
            "/etc/subgid", "/etc/crontab", "/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly",
            "/etc/cron.monthly", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/profile",
            "/etc/profile.d", "/etc/environment", "/etc/bash.bashrc", "/etc/apt", "/etc/dpkg", "/etc/udev",
            "/etc/modprobe.d",
            "/etc/modules-load.d", "/etc/init.d", "/etc/rc.local", "/etc/polkit-1", "/etc/nsswitch.conf", "/etc/fstab",
            "/etc/letsencrypt", "/var/lib/dpkg", "/var/lib/apt", "/var/lib/postgresql", "/var/lib/systemd",
            "/run/systemd");
    /** Folders of every Linux; a component may name one as it is anyway, and change nothing of it. */
    private static final Set<String> SYSTEM = Set.of("/", "/etc", "/etc/systemd", "/etc/systemd/system",
            "/etc/tmpfiles.d",
            "/etc/logrotate.d", "/etc/ssl", "/etc/nginx", "/var", "/var/lib", "/var/log", "/var/www", "/var/cache",
            "/opt", "/run", "/run/sites", "/srv", "/usr",
            "/usr/local", "/usr/local/bin", "/bin", "/sbin", "/lib", "/home", "/mnt", "/media");
    private static final String UNITS = "/etc/systemd/system/";

    private final List<String> sites;

    /** @param sites names of all sites of the host, also of those that cannot be read */
    HostRoots(Collection<String> sites) {
        this.sites = List.copyOf(sites);
    }

    static boolean below(String path, String root) {
        return root.equals("/") || path.equals(root) || path.startsWith(root + "/");
    }

    static boolean isSystemFolder(String path) {
        return SYSTEM.contains(path);
    }

    /** The sensitive place that the path is in. */
    static Optional<String> sensitive(String path) {
        return SENSITIVE.stream().filter(root -> below(path, root)).findFirst();
    }

    static boolean isAgents(String path) {
        return AGENT.stream()
                .anyMatch(root -> below(path, root) || below(root, path) && !isSystemFolder(path)
                        && !path.equals("/usr/lib") && !path.equals("/usr/bin"))
                || path.startsWith(UNITS) && isAgentsUnit(path.substring(UNITS.length()));
    }

    static boolean isAgentsUnit(String unit) {
        return unit.matches("towline[-.@].*");
    }

    /** The site in whose roots the path is. */
    Optional<String> site(String path) {
        for (String site : sites) {
            if (below(path, "/opt/" + site) || below(path, "/run/sites/" + site)
                    || below(path, "/etc/ssl/sites/" + site)
                    || path.equals("/etc/nginx/sites-enabled/zz-" + site + ".conf")
                    || path.equals("/etc/tmpfiles.d/towline-" + site + ".conf")) {
                return Optional.of(site);
            }
        }
        return path.startsWith(UNITS) ? siteOfUnit(path.substring(UNITS.length())) : Optional.empty();
    }

    /** The site with the longest name that the unit's begins with: of {@code a-b-web.service} it is {@code a-b}, where there is one. */
    Optional<String> siteOfUnit(String unit) {
        String name = unit.contains("/") ? unit.substring(0, unit.indexOf('/')) : unit;
        return sites.stream()
                .filter(s -> name.startsWith(s + "-") || name.startsWith(s + ".") || name.startsWith(s + "@"))
                .max(java.util.Comparator.comparingInt(String::length));
    }
}
