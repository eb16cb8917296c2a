package io.agentrunner.signal;

import io.agentrunner.platform.problem.FaultLog;
import io.agentrunner.platform.thread.Lifecycle;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The bus between nodes: sends signals to all nodes and passes received ones to the subscribers. Thread-safe. */
@ApplicationScoped
public class Signals implements Lifecycle {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());
    private static final FaultLog FAULTS = new FaultLog(Signals.class);

    @Resource(lookup = "jdbc/agentrunner")
    private DataSource database;

    @Resource(lookup = "jdbc/agentrunner-listen")
    private DataSource listening;

    @Inject
    private Event<Topics> opening;

    private final Topics topics = new Topics();
    private Broadcast broadcast;
    private Listener listener;

    @PostConstruct
    void create() {
        broadcast = new Broadcast(database);
        listener = new Listener(listening, this::heard, topics::afterGap);
    }

    @Override
    public void open(UnaryOperator<Runnable> inContext) {
        opening.fire(topics);
        broadcast.open(inContext);
        listener.open(inContext);
    }

    @Override
    public void close() {
        listener.close();
        broadcast.close();
    }

    /** Sends a signal without a subject to the other nodes, soon. */
    public void send(String topic) {
        send(topic, "");
    }

    /**
     * Sends a signal to the other nodes, soon.
     *
     * @param about the subject, such as an id, but no state
     */
    public void send(String topic, String about) {
        broadcast.send(Topics.message(topic, about));
    }

    /** Sends a signal without a subject to the other nodes at once, for use during a shutdown. */
    public void sendNow(String topic) {
        broadcast.sendNow(Set.of(Topics.message(topic, "")));
    }

    /** Calls the subscribers for a message that some node sent. */
    public void heard(String message) {
        try {
            topics.heard(message);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "Not understood: {0}", message);
        } catch (RuntimeException e) {
            FAULTS.warn("A signal of another node had no effect; polls find out by themselves", e);
        }
    }
}
