package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From nothing to a contracted migration on Debian 13: the agent brings in its nginx, PostgreSQL 17 and Python 3.13 itself. */
class TrixieHostTest extends OrdinaryMigrationContract {
    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.BARE_TRIXIE);

    @Override
    DebianHost host() {
        return LAB.host();
    }

    /** Shorter waits: what they are for is tested on Debian 12. */
    @Override
    String site(String yaml) {
        return yaml.replace("soak: 12s, drain: 10s", "soak: 4s, drain: 4s");
    }

    @Test
    @Order(0)
    void it_is_debian_13_with_all_that_comes_with_it() {
        DebianHost host = host();
        assertTrue(host.read("/etc/os-release").contains(Debian.TRIXIE.suite()));
        assertEquals("17", club.sql("select current_setting('server_version_num')::int / 10000"));
        assertTrue(host.execOk("pg_dump", "--version").line().contains(" 17."));
        assertEquals(Debian.TRIXIE.python(), host
                .shell("/opt/ysc/venvs/*/bin/python -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'").line());
        assertTrue(towline.get("ysc", "/login/").contains("Sign in"));
        assertEquals("running", host.execOk("systemctl", "is-system-running").line());
    }

    @Test
    @Order(5)
    void its_restore_point_is_proved_beside_the_live_database() {
        ExecResult said = towline.towline("restore", "ysc", "--to-scratch").orFail();
        assertTrue(said.stdout().contains("is whole and restores"), said::toString);
    }
}
