package dev.towline.demo;

import java.nio.file.Path;

/** What there is to see while the demo is kept running. */
record LookAround(Path home, DemoFolder folder, Inquiry inquiry) {
    String text() {
        String towline = home.resolve("bin/towline").toString();
        String config = " --config " + folder.settings();
        return """
                It keeps running. Look around:
                  the site       %1$s/
                  the dashboard  open the URL that this prints: %3$s dashboard%4$s
                  the metrics    %2$s/metrics
                  %3$s status%4$s
                  %3$s history%4$s
                  %3$s rollback demo%4$s
                  push to        %5$s (main)
                  the agent's log %6$s
                Ctrl-C ends it and removes the folder.""".formatted(inquiry.siteUrl(), inquiry.agentUrl(), towline,
                config, folder.git().resolve("guestbook.git"), folder.log());
    }
}
