package dev.towline.lab;

import java.util.Locale;

/** The Debians that Towline is tested on. */
public enum Debian {
    /** 12, with systemd 252. */
    BOOKWORM("3.11", 15),
    /** 13, with systemd 257. */
    TRIXIE("3.13", 17);

    private final String python;
    private final int postgres;

    Debian(String python, int postgres) {
        this.python = python;
        this.postgres = postgres;
    }

    /** As mirrors and {@code /etc/os-release} name it. */
    public String suite() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The version of its CPython, which the wheels must be for. */
    String python() {
        return python;
    }

    /** The major version of its PostgreSQL. */
    public int postgres() {
        return postgres;
    }
}
