package io.agentrunner.system;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A proxy that reads statements and holds their answers back: the database has executed them, but the node gets the
 * answers late. It knows enough of PostgreSQL's protocol (version 3, <a
 * href="https://www.postgresql.org/docs/current/protocol-flow.html">Message Flow</a>) to know the statements of a
 * transaction.
 */
final class LateAnswers extends DatabaseProxy {
    private static final int REQUESTS_FOR_ENCRYPTION = 80_877_103;

    /** An answer that never arrives: the connection is cut when the database has received the statement. */
    static final Duration NEVER = Duration.ofDays(1);

    /** Decides how late each answer is. */
    interface Rule {
        /**
         * Returns the delay of the answer to a statement.
         *
         * @param statement the current SQL of the node
         * @param transaction its earlier SQL in the same transaction
         */
        Duration delay(String statement, List<String> transaction);
    }

    private static final Rule PROMPT = (statement, transaction) -> Duration.ZERO;

    /** Guards the state that decides whether an answer is held back. Notified when the state changes. */
    private final Object changed = new Object();

    private volatile Rule rule = PROMPT;
    private boolean calm = true;
    private boolean notificationsWait;

    LateAnswers(String databaseUrl) {
        super(databaseUrl);
    }

    /** Sets the delays from now on. */
    void by(Rule newRule) {
        change(() -> {
            rule = newRule;
            calm = false;
        });
    }

    /** Holds back notifications of LISTEN, or passes them on. */
    void holdNotifications(boolean hold) {
        change(() -> notificationsWait = hold);
    }

    /** Passes every answer on at once from now on, including those held back. */
    void calmDown() {
        change(() -> {
            rule = PROMPT;
            calm = true;
        });
    }

    private void change(Runnable how) {
        synchronized (changed) {
            how.run();
            changed.notifyAll();
        }
    }

    @Override
    Line connected() {
        return new Conversation();
    }

    private final class Conversation implements Line {
        /** Prepared statements by name. */
        private final Map<String, String> prepared = new HashMap<>();

        private final List<String> transaction = new ArrayList<>();

        private volatile boolean listens;
        private boolean cut;

        /** No answer passes before this time of the monotonic clock. */
        private volatile long silentUntil = System.nanoTime();

        @Override
        public void toDatabase(InputStream node, OutputStream database) throws IOException {
            var in = new DataInputStream(node);
            greet(in, database);
            for (int type; (type = in.read()) >= 0; ) {
                var length = in.readInt();
                var body = in.readNBytes(length - 4);
                heard((char) type, body);
                var message = new ByteArrayOutputStream();
                var out = new DataOutputStream(message);
                out.writeByte(type);
                out.writeInt(length);
                out.write(body);
                message.writeTo(database);
                // The statement is executed when the last message of its request has arrived.
                if (cut && (type == 'S' || type == 'Q')) {
                    return;
                }
            }
        }

        /** The first messages have no type: perhaps requests for encryption, and then the login. */
        private void greet(DataInputStream in, OutputStream database) throws IOException {
            while (true) {
                var length = in.readInt();
                var body = in.readNBytes(length - 4);
                var message = ByteBuffer.allocate(length).putInt(length).put(body);
                database.write(message.array());
                var code = ByteBuffer.wrap(body).getInt();
                if (code != REQUESTS_FOR_ENCRYPTION && code != REQUESTS_FOR_ENCRYPTION + 1) {
                    return;
                }
            }
        }

        private void heard(char type, byte[] body) {
            switch (type) {
                case 'P' -> prepared.put(text(body, 0), text(body, end(body, 0) + 1));
                // Portal, then the name of the statement.
                case 'B' -> asked(prepared.get(text(body, end(body, 0) + 1)));
                case 'Q' -> asked(text(body, 0));
                default -> {}
            }
        }

        private void asked(String statement) {
            if (statement.equals("BEGIN")) {
                transaction.clear();
                return;
            }
            var delay = rule.delay(statement, List.copyOf(transaction));
            if (delay.isPositive()) {
                silentUntil = System.nanoTime() + delay.toNanos();
                cut = delay.equals(NEVER);
            }
            listens |= statement.equals("listen agent_runner");
            transaction.add(statement);
            if (statement.equals("COMMIT") || statement.equals("ROLLBACK")) {
                transaction.clear();
            }
        }

        private static int end(byte[] body, int from) {
            var at = from;
            while (body[at] != 0) {
                at++;
            }
            return at;
        }

        private static String text(byte[] body, int from) {
            return new String(body, from, end(body, from) - from, StandardCharsets.UTF_8);
        }

        private void awaitVoice() throws InterruptedException {
            synchronized (changed) {
                while (true) {
                    var silent = Math.ceilDiv(silentUntil - System.nanoTime(), 1_000_000);
                    if (listens && notificationsWait) {
                        changed.wait();
                    } else if (!calm && silent > 0) {
                        changed.wait(silent);
                    } else {
                        return;
                    }
                }
            }
        }

        @Override
        public void toNode(InputStream database, OutputStream node) throws IOException, InterruptedException {
            var buffer = new byte[BUFFER_BYTES];
            for (int n; (n = database.read(buffer)) >= 0; ) {
                awaitVoice();
                node.write(buffer, 0, n);
            }
        }
    }
}
