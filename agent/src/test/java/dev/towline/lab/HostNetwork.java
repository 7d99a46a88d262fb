package dev.towline.lab;

import java.util.List;

/** A network of two: the machine and one host, with no way beyond; so a guest reaches only what a test serves. */
record HostNetwork(int number) {

    String namespace() {
        return Slot.name(number);
    }

    /** The guest's address. */
    String address() {
        return "10.219.%d.2".formatted(number);
    }

    /** The machine's address as the guest sees it. */
    String gateway() {
        return "10.219.%d.1".formatted(number);
    }

    void create() {
        String link = "towlab" + number;
        ip("netns", "add", namespace());
        ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", namespace());
        ip("addr", "add", gateway() + "/30", "dev", link);
        ip("link", "set", link, "up");
        ip("-n", namespace(), "addr", "add", address() + "/30", "dev", "eth0");
        ip("-n", namespace(), "link", "set", "eth0", "up");
        ip("-n", namespace(), "link", "set", "lo", "up");
    }

    void remove() {
        Command.of("ip", "link", "delete", "towlab" + number).run();
        Command.of("ip", "netns", "delete", namespace()).run();
    }

    /** Prefix of a command that runs on the machine but in the guest's network. */
    List<String> enter() {
        return List.of("nsenter", "--net=/run/netns/" + namespace(), "--");
    }

    private static void ip(String... arguments) {
        Command.of(arguments).behind(List.of("ip")).runOk();
    }
}
