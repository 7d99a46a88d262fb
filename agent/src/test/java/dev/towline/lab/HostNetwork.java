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
        ip("netns", "add", namespace());
        ip("link", "add", device(), "type", "veth", "peer", "name", "eth0", "netns", namespace());
        ip("addr", "add", gateway() + "/30", "dev", device());
        link("up");
        ip("-n", namespace(), "addr", "add", address() + "/30", "dev", "eth0");
        ip("-n", namespace(), "link", "set", "eth0", "up");
        ip("-n", namespace(), "link", "set", "lo", "up");
    }

    private String device() {
        return "towlab" + number;
    }

    /** The machine's end of the cable: up or down. */
    void link(String state) {
        ip("link", "set", device(), state);
    }

    void remove() {
        Command.of("ip", "link", "delete", device()).run();
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
