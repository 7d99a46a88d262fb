package dev.towline.lab;

import java.util.Locale;

/** The Debians that Towline is tested on. */
public enum Debian {
    /** 12, with PostgreSQL 15 and systemd 252. */
    BOOKWORM("3.11"),
    /** 13, with PostgreSQL 17 and systemd 257. */
    TRIXIE("3.13");

    private final String python;

    Debian(String python) {
        this.python = python;
    }

    /** As mirrors and {@code /etc/os-release} name it. */
    public String suite() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The version of its CPython, which the wheels must be for. */
    String python() {
        return python;
    }
}
