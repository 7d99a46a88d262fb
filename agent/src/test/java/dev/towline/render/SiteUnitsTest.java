package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteUnitsTest {
    private static final String GOOD = """
            [Unit]
            Description=ysc web
            After=network.target postgresql.service
            Requires=ysc-web.socket
            [Service]
            Type=notify
            User=ysc
            Group=ysc
            EnvironmentFile=/opt/ysc/releases/1/env
            ExecStartPre=-+/bin/ln -sT /run/sites/ysc/blue/web.sock /run/sites/ysc/current.sock
            ExecStart=-@/usr/bin/python3 x 'a ; b' \\
                # a comment within
                --more
            ExecStop=/bin/a ; -/bin/b
            ReadWritePaths=/opt/ysc/shared
            [Install]
            WantedBy=multi-user.target
            """;
    private final SiteUnits units = new SiteUnits("ysc", "/opt/ysc", "/run/sites/ysc",
            name -> name.startsWith("ysc-"));

    @Test
    void a_unit_that_stays_with_the_sites_user_is_fine() {
        assertEquals(List.of(), units.mistakes("ysc-web.service", GOOD));
        assertEquals(List.of(), units.mistakes("ysc-web.socket",
                "[Socket]\nListenStream=/run/sites/ysc/current.sock\nSocketUser=ysc\nSocketGroup=www-data\n[Install]\nWantedBy=sockets.target\n"));
        assertEquals(List.of(), units.mistakes("ysc-a.timer", "[Timer]\nOnCalendar=daily\nUnit=ysc-a.service\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"User=root", "User=", "User=%i", "Group=root", "Group=www-data",
            "SupplementaryGroups=docker",
            "ExecStart=+/bin/sh", "ExecStartPre=-+/bin/ln -sT /run/sites/ysc/blue/web.sock /etc/x",
            "ExecStartPre=-+/bin/ln -sT /run/sites/ysc/blue/../../../x.sock /run/sites/ysc/current.sock",
            "ExecStartPre=!/bin/sh", "ExecStartPre=!!/bin/sh", "ExecStartPre=-!/bin/sh", "ExecStartPre=@+/bin/sh a",
            "ExecStart=/bin/true ; +/bin/sh", "ExecStop=/bin/a ;\t-+/bin/b", "ExecStartPre=: ; !/bin/b",
            "ExecStartPre=|/bin/sh",
            "PermissionsStartOnly=yes", "AmbientCapabilities=CAP_SYS_ADMIN", "CapabilityBoundingSet=CAP_SYS_ADMIN",
            "LoadCredential=a:/etc/shadow", "EnvironmentFile=/etc/shadow", "EnvironmentFile=/opt/ysc/../two/env",
            "EnvironmentFile=-/opt/two/current/env", "EnvironmentFile=/opt/ysc/%h",
            "StandardOutput=append:/etc/cron.d/x",
            "StandardError=file:/root/x", "StandardInput=file:/etc/shadow", "OpenFile=/etc/shadow",
            "StateDirectory=towline", "RuntimeDirectory=sites", "BindPaths=/etc", "RootDirectory=/", "PAMName=login",
            "FailureAction=reboot", "Conflicts=ssh.service", "OnFailure=ssh.service", "Slice=system.slice",
            "PIDFile=/run/sshd.pid", "Delegate=yes", "SecureBits=keep-caps", "Nice=-20", "OOMScoreAdjust=-1000",
            "user=root", "User =root", "UnknownKey=1", "justtext"})
    void a_line_that_leaves_the_site_is_refused(String line) {
        assertEquals(1, units.mistakes("ysc-web.service", GOOD.replace("[Install]", line + "\n[Install]")).size(),
                line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Requires=ssh.service", "Wants=ysc-web.socket emergency.target", "PartOf=two-web.service",
            "OnFailure=reboot.target", "Conflicts=ssh.service", "FailureAction=reboot", "PropagatesStopTo=ssh.service"})
    void a_dependency_on_another_unit_is_refused(String line) {
        assertEquals(1, units.mistakes("ysc-web.service", GOOD.replace("[Service]", line + "\n[Service]")).size(),
                line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"User=\\\nroot", "Exec\\\nStart=+/bin/sh", "User=r\\\n# x\noot", "\u2028User=root",
            "ExecStart=\\\n+/bin/sh"})
    void a_line_that_is_joined_is_read_as_systemd_reads_it(String line) {
        assertTrue(!units.mistakes("ysc-web.service", GOOD.replace("[Install]", line + "\n[Install]")).isEmpty(), line);
    }

    @Test
    void a_service_without_its_user_is_refused() {
        assertEquals(List.of("User=ysc is missing"),
                units.mistakes("ysc-a.service", "[Service]\nExecStart=/bin/true\n"));
        assertEquals(List.of("User=ysc is missing"),
                units.mistakes("ysc-a.service", "[Service]\nExecStart=/bin/true\n# User=ysc\n;User=ysc\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[Socket]\nListenStream=/run/dbus/system_bus_socket",
            "[Socket]\nListenStream=/run/sites/two/current.sock",
            "[Socket]\nListenStream=0.0.0.0:80", "[Socket]\nListenFIFO=/etc/x", "[Socket]\nExecStartPre=/bin/sh",
            "[Socket]\nSocketUser=root", "[Socket]\nSymlinks=/etc/x", "[Mount]\nWhat=/dev/sda", "[Path]\nPathExists=/x",
            "[Timer]\nUnit=reboot.target", "[Install]\nWantedBy=ssh.service", "[Install]\nAlias=ssh.service"})
    void other_sections_stay_in_the_site_too(String text) {
        assertEquals(1, units.mistakes("ysc-a.socket", text).stream()
                .filter(m -> !m.contains("What=") && !m.contains("PathExists=")).count(), text);
    }
}
