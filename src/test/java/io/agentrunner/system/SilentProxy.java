package io.agentrunner.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * While it is silent, every connection stays open and nothing passes, as behind a firewall that lost its connections.
 * Afterwards the data that were held back pass, as after a stalled network. It can also be slow, like a distant
 * network.
 */
final class SilentProxy extends DatabaseProxy implements DatabaseProxy.Line {
    private boolean silent;
    private volatile Duration delay = Duration.ZERO;

    SilentProxy(String databaseUrl) {
        super(databaseUrl);
    }

    /** Delays all data by this time in each direction from now on. */
    void slowDown(Duration each) {
        delay = each;
    }

    synchronized void fallSilent() {
        silent = true;
    }

    synchronized void goOn() {
        silent = false;
        notifyAll();
    }

    private synchronized void awaitVoice() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    @Override
    Line connected() throws InterruptedException {
        awaitVoice();
        return this;
    }

    @Override
    public void toDatabase(InputStream node, OutputStream database) throws IOException, InterruptedException {
        pass(node, database);
    }

    @Override
    public void toNode(InputStream database, OutputStream node) throws IOException, InterruptedException {
        pass(database, node);
    }

    private void pass(InputStream from, OutputStream to) throws IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        for (int n; (n = from.read(buffer)) >= 0; ) {
            LockSupport.parkNanos(delay.toNanos());
            awaitVoice();
            to.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        goOn();
        super.close();
    }
}
