package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Refuses bodies above 8 MiB (64 MiB for a batch) with 413, and bodies for which too little memory is left with 503. The
 * rest of the body is read and dropped first, up to 256 MiB. If the connection were closed while the client still sends, the
 * client would see a reset instead of the answer.
 */
@Provider
@PreMatching
public class BodyLimit implements ContainerRequestFilter {
    private static final long MIB = 1L << 20;
    private static final long MOST_DROPPED = 256 * MIB;
    /** How many bytes are reserved at a time. Smaller bodies are not counted. */
    private static final long STEP = 1 << 16;

    @Inject
    private Reserved reserved;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        var limit = request.getUriInfo().getPath().endsWith("runs/batch") ? 64 * MIB : 8 * MIB;
        var length = request.getHeaderString("Content-Length");
        var body = request.getEntityStream();
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > limit) {
            throw refuse(body, limit);
        }
        request.setEntityStream(new Limited(body, limit, reserved));
    }

    private static ProblemException refuse(InputStream body, long limit) throws IOException {
        drop(body);
        return ProblemException.tooLarge("The body is larger than %d MiB; send less at once.".formatted(limit / MIB));
    }

    private static void drop(InputStream body) throws IOException {
        var dropped = 0L;
        var buffer = new byte[1 << 16];
        for (int n; dropped < MOST_DROPPED && (n = body.read(buffer)) >= 0; ) {
            dropped += n;
        }
    }

    /** Counts the bytes of a body and reserves memory as they arrive, so a slow client holds only as much as it has sent. */
    private static final class Limited extends FilterInputStream {
        private final long limit;
        private final Reserved reserved;
        private long left;
        private long free = STEP;

        Limited(InputStream in, long limit, Reserved reserved) {
            super(in);
            this.limit = limit;
            this.left = limit;
            this.reserved = reserved;
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
            free -= n;
            if (free < 0) {
                reserve();
            }
        }

        private void reserve() throws IOException {
            try {
                reserved.reserve(STEP - free);
                free = STEP;
            } catch (ProblemException e) {
                reserved.settle(0);
                drop(in);
                throw e;
            }
        }
    }
}
