package io.agentrunner.signal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The topics of this node and their subscribers. This object is fired once as a CDI event before the node listens, and each
 * bean that observes it subscribes. Subscribers are called on the listener's thread, so they return soon. Thread-safe.
 */
public final class Topics {
    private final Map<String, List<Consumer<String>>> subscribers = new ConcurrentHashMap<>();
    private final List<Runnable> afterGaps = new CopyOnWriteArrayList<>();

    /** Subscribes to a topic without subjects. The subscriber is also called after signals may have been missed. */
    public void on(String topic, Runnable lookAgain) {
        on(topic, about -> lookAgain.run());
        afterGaps.add(lookAgain);
    }

    /**
     * Subscribes to a topic whose signals have a subject.
     *
     * @param heard receives the subject. It may arrive late or twice, and any session of the database can send anything, so
     * the subscriber throws an {@link IllegalArgumentException} for an invalid one
     */
    public void on(String topic, Consumer<String> heard) {
        subscribers.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>()).add(heard);
    }

    /** Calls the subscribers of a message's topic. A message of an unknown topic is ignored. */
    void heard(String message) {
        var parts = message.split(":", 2);
        var about = parts.length == 1 ? "" : parts[1];
        subscribers.getOrDefault(parts[0], List.of()).forEach(subscriber -> subscriber.accept(about));
    }

    /** Calls the subscribers of all topics without subjects. */
    void afterGap() {
        afterGaps.forEach(Runnable::run);
    }

    /** A message in the form in which it is sent. */
    static String message(String topic, String about) {
        return about.isEmpty() ? topic : topic + ":" + about;
    }
}
