package io.aegis.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

final class Ports {
    private static final Random RANDOM = new Random();

    private Ports() {}

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * The first of {@code count} neighbouring free ports. They lie below the range from which the system gives ports to
     * outgoing connections, so none of those takes one between this look and the server's bind.
     */
    static int neighbours(int count) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int first = 20_000 + RANDOM.nextInt(12_000 - count);
            int port = first;
            while (port < first + count && free(port)) {
                port++;
            }
            if (port == first + count) {
                return first;
            }
        }
        throw new LocalFailure("no %d neighbouring free ports between 20000 and 32000".formatted(count));
    }

    static void requireFree(int port, String what, String variable) {
        if (!free(port)) {
            throw new LocalFailure("port %d (%s) is taken: stop what uses it, or choose another with %s=<port>"
                    .formatted(port, what, variable));
        }
    }
}
