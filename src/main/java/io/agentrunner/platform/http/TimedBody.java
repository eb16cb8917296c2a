package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request whose body has to arrive within 10 seconds plus one second per 64 KiB. Otherwise reading it ends with 408.
 * Between two reads the server waits at most {@code read-timeout-millis} of its transport.
 */
final class TimedBody extends HttpServletRequestWrapper implements AutoCloseable {
    private static final long NANOS_FREE = 10_000_000_000L;
    private static final long NANOS_A_BYTE = 1_000_000_000L / (64 << 10);

    private final Runnable whenRead;
    private final Runnable whenLate;
    private final AtomicBoolean read = new AtomicBoolean();
    private ServletInputStream stream;

    /**
     * @param whenRead called once, when the body has been read or the request has ended
     * @param whenLate called when the request is refused
     */
    TimedBody(HttpServletRequest request, Runnable whenRead, Runnable whenLate) {
        super(request);
        this.whenRead = whenRead;
        this.whenLate = whenLate;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = new Timed(super.getInputStream());
        }
        return stream;
    }

    @Override
    public void close() {
        if (read.compareAndSet(false, true)) {
            whenRead.run();
        }
    }

    private final class Timed extends ServletInputStream {
        private final ServletInputStream in;
        private final long begin = System.nanoTime();
        private long received;

        Timed(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n;
            try {
                n = in.read(into, offset, length);
            } catch (IOException e) {
                throw late();
            }
            if (n < 0) {
                TimedBody.this.close();
                return n;
            }
            received += n;
            if (System.nanoTime() - begin > NANOS_FREE + received * NANOS_A_BYTE) {
                throw late();
            }
            return n;
        }

        private ProblemException late() {
            whenLate.run();
            return ProblemException.requestTimeout("The body did not arrive in time; send it again.");
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
