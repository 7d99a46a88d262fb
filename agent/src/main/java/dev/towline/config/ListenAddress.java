package dev.towline.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 127.0.0.1:9876}, {@code [::1]:9876} or {@code localhost:9876}. Names are not looked up: what is listened on is what is written. */
final class ListenAddress {
    private static final Pattern FORM = Pattern
            .compile("(\\[[0-9a-fA-F:.]+]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|localhost):([0-9]{1,5})");

    private ListenAddress() {}

    static InetSocketAddress parse(String text, boolean anywhere) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address and port; write one such as 127.0.0.1:9876 or [::1]:9876");
        }
        InetAddress address = address(form.group(1), text);
        if (!address.isLoopbackAddress() && !anywhere) {
            throw new IllegalArgumentException((address.isAnyLocalAddress()
                    ? "'" + text + "' is every address of this machine"
                    : "other machines can reach '" + text + "'")
                    + "; keep 127.0.0.1 and let a proxy publish /hooks/ alone, or say listenAnywhere: true");
        }
        return new InetSocketAddress(address, Integer.parseInt(form.group(2)));
    }

    private static InetAddress address(String host, String text) {
        try {
            return host.equals("localhost") ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' holds no address; write one such as 127.0.0.1:9876", e);
        }
    }
}
