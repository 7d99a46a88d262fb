package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.render.RenderedRelease.Strategy;

/** One site's names on the host. */
record Site(TargetName name, Strategy strategy, int port, boolean adopts) {
    static Site of(String name, Strategy strategy, int port, boolean adopts) {
        return new Site(TargetName.site(name), strategy, port, adopts);
    }

    boolean blueGreen() {
        return strategy == Strategy.BLUE_GREEN;
    }

    String home() {
        return "/opt/" + name;
    }

    String run() {
        return "/run/sites/" + name;
    }

    String currentSocket() {
        return run() + "/current.sock";
    }

    String vhost() {
        return "/etc/nginx/sites-enabled/" + name + ".conf";
    }

    String tmpfiles() {
        return "/etc/tmpfiles.d/" + name + ".conf";
    }

    String unit(String process) {
        return name + "-" + process;
    }

    static String unitFile(String unit) {
        return "/etc/systemd/system/" + unit;
    }

    String blue() {
        return blueGreen() ? unit("web-blue.service") : unit("web.service");
    }

    String green() {
        return blueGreen() ? unit("web-green.service") : unit("web-test.service");
    }

    String worker() {
        return unit("worker.service");
    }

    String timer() {
        return unit("tidy.timer");
    }
}
