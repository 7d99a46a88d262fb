package dev.towline.sim;

import dev.towline.desired.TargetName;
import dev.towline.render.RenderedRelease.ContractPolicy;
import dev.towline.render.RenderedRelease.Strategy;
import java.util.List;
import java.util.Optional;

/**
 * One site's names on the host.
 *
 * @param contract when ordered migrations are contracted; empty where they run as they are
 * @param two whether it has two databases
 */
record Site(TargetName name, Strategy strategy, int port, boolean adopts, Optional<ContractPolicy> contract,
        boolean two) {
    static Site of(String name, Strategy strategy, int port, boolean adopts) {
        return new Site(TargetName.site(name), strategy, port, adopts, Optional.empty(), false);
    }

    Site ordered(ContractPolicy policy) {
        return new Site(name, strategy, port, adopts, Optional.of(policy), two);
    }

    Site withTwoDatabases() {
        return new Site(name, strategy, port, adopts, contract, true);
    }

    boolean isOrdered() {
        return contract.isPresent();
    }

    /** Its database, by the same name, and the second one. */
    List<String> databases() {
        return two ? List.of(name.value(), name.value() + "_logs") : List.of(name.value());
    }

    /** While this is there the proxy answers 503. */
    String flag() {
        return home() + "/maintenance";
    }

    String migrations() {
        return home() + "/migrations";
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
