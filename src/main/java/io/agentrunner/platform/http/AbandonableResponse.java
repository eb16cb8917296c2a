package io.agentrunner.platform.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * A response whose client may disconnect before it is written. Then the rest is dropped, since the server is not at fault.
 * Otherwise each layer of the server would log a stack trace.
 */
final class AbandonableResponse extends HttpServletResponseWrapper {
    private ServletOutputStream stream;

    AbandonableResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Dropping(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (stream == null) {
            super.flushBuffer();
        } else {
            stream.flush();
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private static final class Dropping extends ServletOutputStream {
        private final ServletOutputStream out;
        private boolean left;

        Dropping(ServletOutputStream out) {
            this.out = out;
        }

        private void unlessLeft(Write write) {
            if (!left) {
                try {
                    write.run();
                } catch (IOException e) {
                    left = true;
                }
            }
        }

        @Override
        public void write(int one) {
            unlessLeft(() -> out.write(one));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            unlessLeft(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            unlessLeft(out::flush);
        }

        @Override
        public void close() {
            unlessLeft(out::close);
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }
}
