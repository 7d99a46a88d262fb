package dev.towline.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;

/** Opens a connection and closes it. */
final class TcpProbe {
    void probe(HealthCheck.Tcp check) throws Exception {
        try {
            Deadline.within(check.timeout(), () -> {
                connect(check);
                return true;
            });
        } catch (UnknownHostException e) {
            throw new ProbeFailure("cannot connect to " + check.endpoint() + ": the name is not known");
        } catch (IOException e) {
            throw new ProbeFailure("cannot connect to " + check.endpoint() + ": " + Said.quote(e));
        }
    }

    private static void connect(HealthCheck.Tcp check) throws IOException {
        switch (check.endpoint()) {
            case Endpoint.Unix unix -> SocketChannel.open(UnixDomainSocketAddress.of(unix.path())).close();
            case Endpoint.Port port -> {
                try (Socket socket = new Socket()) {
                    connect(socket, new InetSocketAddress(port.host(), port.port()), (int) check.timeout().toMillis());
                }
            }
        }
    }

    /** Where nobody listens on a port that the kernel also gives to clients, TCP lets a socket meet itself. */
    static void connect(Socket socket, InetSocketAddress to, int millis) throws IOException {
        socket.connect(to, millis);
        if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
            throw new ConnectException("Connection refused");
        }
    }
}
