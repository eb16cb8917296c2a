package io.agentrunner.launcher.bench;

/** A client that sends one request after the other. */
record Post(KeepAlive connection) implements Load.Step {
    @Override
    public void run() {
        connection.post();
    }

    @Override
    public void close() {
        connection.close();
    }
}
