package io.agentrunner.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;

/** Finds free ports, and checks that the requested ports are free. */
public final class Ports {
    private static final int PATIENCE_MILLIS = 500;

    private Ports() {}

    /** Returns a free port of loopback. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LaunchFailure("There is no free port: " + e.getMessage(), e);
        }
    }

    static void check(String host, int... ports) {
        check("PORT", host, ports);
    }

    /** Refuses a port that is taken, and names the variable that chooses another. */
    static void check(String variable, String host, int... ports) {
        var address = address(host);
        for (var port : ports) {
            if (isTaken(address, port)) {
                throw new LaunchFailure("Port " + port + " is taken on " + host
                        + ": stop the process that listens there, or choose another port with " + variable + "=.");
            }
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new LaunchFailure("HOST=" + host + " is no address of this machine.", e);
        }
    }

    /**
     * Binding alone is no proof on every system: some allow two listeners, one on a single address and one on all
     * addresses.
     */
    private static boolean isTaken(InetAddress address, int port) {
        var reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        try (var client = new Socket()) {
            client.connect(new InetSocketAddress(reached, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException nobodyListens) {
            return !canBind(address, port);
        }
    }

    private static boolean canBind(InetAddress address, int port) {
        try (var server = new ServerSocket(port, 1, address)) {
            return server.isBound();
        } catch (BindException e) {
            if (e.getMessage().contains("assign")) {
                throw new LaunchFailure("HOST=" + address.getHostAddress() + " is no address of this machine.", e);
            }
            if (e.getMessage().contains("ermission")) {
                throw new LaunchFailure(
                        "Port " + port + " needs rights that this user does not have: choose a port from 1024.", e);
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
