package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses bodies above 8 MiB (64 MiB for a batch) with 413. What the client still sends is read and dropped first, up to
 * 256 MiB: a connection closed while it sends would show it a reset instead of the answer.
 */
@Provider
@PreMatching
public class BodyLimit implements ContainerRequestFilter {
    private static final long MIB = 1L << 20;
    private static final long MOST_DROPPED = 256 * MIB;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        var limit = request.getUriInfo().getPath().endsWith("runs/batch") ? 64 * MIB : 8 * MIB;
        var length = request.getHeaderString("Content-Length");
        var body = request.getEntityStream();
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > limit) {
            throw refuse(body, limit);
        }
        request.setEntityStream(new Limited(body, limit));
    }

    private static ProblemException refuse(InputStream body, long limit) throws IOException {
        var dropped = 0L;
        var buffer = new byte[1 << 16];
        for (int n; dropped < MOST_DROPPED && (n = body.read(buffer)) >= 0; ) {
            dropped += n;
        }
        return ProblemException.tooLarge("The body is larger than %d MiB; send less at once.".formatted(limit / MIB));
    }

    /** Counts what a chunked request sends. */
    private static final class Limited extends FilterInputStream {
        private final long limit;
        private long left;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            var n = super.read(into, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) throws IOException {
            left -= n;
            if (left < 0) {
                throw refuse(in, limit);
            }
        }
    }
}
