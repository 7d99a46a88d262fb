package dev.towline.render;

import dev.towline.source.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the text of a unit may say that a site's own component wrote. PID 1 reads it as root, so only what is known to stay with the
 * site's user is let through: a key that nobody thought of is refused.
 */
final class SiteUnits {
    private static final Set<String> UNIT = Set.of("Description", "Documentation", "After", "Before", "Wants",
            "Requires",
            "BindsTo", "PartOf", "StartLimitIntervalSec", "StartLimitBurst", "DefaultDependencies");
    private static final Set<String> INSTALL = Set.of("WantedBy", "Also", "RequiredBy");
    private static final Set<String> TIMER = Set.of("OnCalendar", "OnActiveSec", "OnBootSec", "OnStartupSec",
            "OnUnitActiveSec", "OnUnitInactiveSec", "AccuracySec", "RandomizedDelaySec", "FixedRandomDelay",
            "Persistent", "RemainAfterElapse", "Unit");
    private static final Set<String> SOCKET = Set.of("ListenStream", "SocketUser", "SocketGroup", "SocketMode",
            "DirectoryMode", "Backlog", "Accept", "Service", "RemoveOnStop", "MaxConnections",
            "FileDescriptorName", "KeepAlive", "NoDelay", "ReusePort", "TimeoutSec");
    private static final Set<String> SERVICE = Set.of("Type", "User", "Group", "UMask", "WorkingDirectory",
            "Environment", "UnsetEnvironment", "EnvironmentFile", "ExecStart", "ExecStartPre", "ExecStartPost",
            "ExecStop", "ExecStopPost", "ExecReload", "ExecCondition", "KillMode", "KillSignal", "FinalKillSignal",
            "RestartKillSignal", "SendSIGKILL", "SendSIGHUP", "TimeoutSec", "TimeoutStartSec", "TimeoutStopSec",
            "TimeoutAbortSec", "RuntimeMaxSec", "Restart", "RestartSec", "RestartSteps", "RestartMaxDelaySec",
            "RestartPreventExitStatus", "RestartForceExitStatus", "SuccessExitStatus", "RemainAfterExit",
            "WatchdogSec", "NotifyAccess", "GuessMainPID", "Nice", "CPUWeight", "CPUQuota", "MemoryMax", "MemoryHigh",
            "MemorySwapMax", "TasksMax", "IOWeight", "LimitNOFILE", "LimitNPROC", "LimitCORE", "OOMPolicy",
            "StandardOutput", "StandardError", "SyslogIdentifier", "NoNewPrivileges", "CapabilityBoundingSet",
            "ProtectSystem", "ProtectHome", "ProtectClock", "ProtectControlGroups", "ProtectHostname",
            "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "ProcSubset",
            "PrivateTmp", "PrivateDevices", "PrivateNetwork", "PrivateUsers", "PrivateMounts", "PrivateIPC",
            "LockPersonality", "MemoryDenyWriteExecute", "RestrictAddressFamilies", "RestrictNamespaces",
            "RestrictRealtime", "RestrictSUIDSGID", "RemoveIPC", "SystemCallArchitectures", "SystemCallFilter",
            "SystemCallErrorNumber", "ReadWritePaths", "ReadOnlyPaths", "InaccessiblePaths", "NoExecPaths",
            "ExecPaths", "IPAddressAllow", "IPAddressDeny", "DevicePolicy");
    private static final Map<String, Set<String>> SECTIONS = Map.of("Unit", UNIT, "Install", INSTALL, "Timer", TIMER,
            "Socket", SOCKET, "Service", SERVICE);
    private static final Set<String> DEPENDS = Set.of("Wants", "Requires", "BindsTo", "PartOf");
    private static final Set<String> SHARED_UNITS = Set.of("network.target", "network-online.target",
            "postgresql.service", "nginx.service", "local-fs.target", "time-sync.target", "redis-server.service");
    private static final Set<String> TARGETS = Set.of("multi-user.target", "timers.target", "sockets.target",
            "default.target");

    private final String user;
    private final String home;
    private final String run;
    private final Predicate<String> ownUnit;
    private final Pattern link;

    /** @param ownUnit whether a unit is the site's own */
    SiteUnits(String user, String home, String run, Predicate<String> ownUnit) {
        this.user = user;
        this.home = home;
        this.run = run;
        this.ownUnit = ownUnit;
        this.link = Pattern.compile("-?\\+(/usr)?/bin/ln -sT " + Pattern.quote(run) + "/(blue|green)/[a-z0-9-]+\\.sock "
                + Pattern.quote(run) + "/current\\.sock");
    }

    /** What a unit of the site says that it may not; the first word of each names the key. */
    List<String> mistakes(String name, String text) {
        List<String> found = new ArrayList<>();
        String section = "";
        boolean user = false;
        for (String line : lines(text)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
                if (!SECTIONS.containsKey(section)) {
                    found.add("[" + Printable.of(section, 40) + "] is no section of a site's unit");
                }
                continue;
            }
            int equals = line.indexOf('=');
            String key = (equals < 0 ? line : line.substring(0, equals)).strip();
            String value = equals < 0 ? "" : line.substring(equals + 1).strip();
            if (!SECTIONS.getOrDefault(section, Set.of()).contains(key)) {
                found.add(Printable.of(key, 40) + "= is not for a site's own unit");
            } else if (!fits(section, key, value)) {
                found.add(key + "=" + Printable.of(value, 80) + " leaves the site");
            }
            user |= section.equals("Service") && key.equals("User") && value.equals(this.user);
        }
        if (name.endsWith(".service") && !user) {
            found.add("User=" + this.user + " is missing");
        }
        if (!name.matches(".*\\.(service|socket|timer)")) {
            found.add(Printable.of(name, 80) + " is no service, socket or timer");
        }
        return found;
    }

    /** As systemd reads them: a backslash at the end joins lines, also through comments. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String raw : text.split("[\\n\\r]", -1)) {
            String line = raw.strip();
            if (line.startsWith("#") || line.startsWith(";") || line.isEmpty() && open.isEmpty()) {
                continue;
            }
            if (line.endsWith("\\")) {
                open.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            lines.add(open.append(line).toString().strip());
            open.setLength(0);
        }
        if (!open.isEmpty()) {
            lines.add(open.toString().strip());
        }
        return lines;
    }

    private boolean fits(String section, String key, String value) {
        if (DEPENDS.contains(key)) {
            return words(value).stream().allMatch(u -> ownUnit.test(u) || SHARED_UNITS.contains(u));
        }
        if (key.startsWith("Exec") && !key.equals("ExecPaths")) {
            return link.matcher(value).matches() || commands(value);
        }
        return switch (key) {
            case "User", "SocketUser" -> value.equals(user);
            case "Group", "SocketGroup" ->
                value.equals(user) || value.equals("www-data") && section.equals("Socket");
            case "EnvironmentFile" -> inside(value.startsWith("-") ? value.substring(1) : value, home);
            case "StandardOutput", "StandardError" -> Set.of("journal", "null", "inherit").contains(value);
            case "CapabilityBoundingSet" -> value.isEmpty();
            case "ListenStream" -> inside(value, run) || value.matches("127\\.0\\.0\\.1:[0-9]{2,5}");
            case "Unit", "Service", "Also" -> words(value).stream().allMatch(ownUnit);
            case "WantedBy", "RequiredBy" ->
                words(value).stream().allMatch(u -> TARGETS.contains(u) || ownUnit.test(u));
            case "Nice" -> value.matches("[0-9]{1,2}");
            default -> true;
        };
    }

    private static List<String> words(String value) {
        return List.of(value.split("\\s+"));
    }

    private static boolean inside(String path, String root) {
        return path.startsWith(root + "/") && !path.contains("/../") && !path.endsWith("/..") && path.indexOf('%') < 0;
    }

    /** A word ';' begins another command, with prefixes of its own. */
    private static boolean commands(String value) {
        for (String command : value.split("(^|\\s);(\\s|$)", -1)) {
            String prefixes = command.strip().replaceFirst("[^-@:+!|].*$", "");
            if (prefixes.indexOf('+') >= 0 || prefixes.indexOf('!') >= 0 || prefixes.indexOf('|') >= 0) {
                return false;
            }
        }
        return true;
    }
}
