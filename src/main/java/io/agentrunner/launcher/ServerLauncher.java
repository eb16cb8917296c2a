package io.agentrunner.launcher;

/** {@code make start-server}: starts a database and a Payara Server with its admin console, until Ctrl+C. */
public final class ServerLauncher {
    private ServerLauncher() {}

    public static void main(String[] args) {
        Launcher.untilStopped(ServerSession::new);
    }
}
