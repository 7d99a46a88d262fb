package dev.towline.health;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
    private static final int MILLIS = 2_000;

    @Test
    void a_socket_that_meets_itself_has_reached_nobody() throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress itself = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
            assertThrows(ConnectException.class, () -> TcpProbe.connect(socket, itself, MILLIS));
        }
    }
}
