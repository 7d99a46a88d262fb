package dev.towline.desired;

import java.util.Set;

/** Accounts that a distribution or its services bring: no site and no component may take one over. */
public final class SystemAccountNames {
    private static final Set<String> NAMES = Set.of("root", "daemon", "bin", "sys", "sync", "games", "man", "lp",
            "mail",
            "news", "uucp", "proxy", "www-data", "backup", "list", "irc", "gnats", "nobody", "nogroup", "adm", "tty",
            "disk", "kmem", "dialout", "fax", "voice", "cdrom", "floppy", "tape", "sudo", "audio", "dip", "operator",
            "src", "shadow", "utmp", "video", "sasl", "plugdev", "staff", "users", "input", "sgx", "kvm", "render",
            "crontab", "ssl-cert", "wheel", "docker", "lxd", "netdev", "messagebus", "sshd", "ssh", "postgres", "mysql",
            "mariadb", "redis", "memcache", "memcached", "rabbitmq", "mongodb", "nginx", "apache", "haproxy", "caddy",
            "ntp", "ntpsec", "ntpd", "chrony", "polkitd", "avahi", "syslog", "uuidd", "tcpdump", "landscape", "tss",
            "dnsmasq", "opendkim", "opendmarc", "postfix", "postdrop", "dovecot", "dovenull", "vmail", "exim",
            "rspamd", "clamav", "bind", "unbound", "named", "prometheus", "grafana", "podman", "pollinate",
            "fwupd-refresh",
            "rtkit", "usbmux", "geoclue", "colord", "pulse", "stunnel4", "statd", "rpc", "_rpc", "debian-exim");

    private SystemAccountNames() {}

    public static boolean has(String name) {
        return NAMES.contains(name) || name.startsWith("systemd-") || name.startsWith("_")
                || name.startsWith("Debian-");
    }
}
