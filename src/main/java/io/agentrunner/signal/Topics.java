package io.agentrunner.signal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The topics that this node hears of, with their subscribers. Each bean enters its own when it observes this as a CDI event,
 * which is fired once, before the node listens. A subscriber is called on the thread that listens, so it returns soon.
 * Thread-safe.
 */
public final class Topics {
    private final Map<String, List<Consumer<String>>> subscribers = new ConcurrentHashMap<>();
    private final List<Runnable> afterGaps = new CopyOnWriteArrayList<>();

    /**
     * Subscribes to a topic that only says "look again". The subscriber is called also after signals may have been missed.
     */
    public void on(String topic, Runnable lookAgain) {
        on(topic, about -> lookAgain.run());
        afterGaps.add(lookAgain);
    }

    /**
     * Subscribes to a topic that says what it is about.
     *
     * @param heard gets the text after the topic's name. It may come late or twice, and any session of the database can send
     *     anything: the subscriber refuses what it does not understand with an {@link IllegalArgumentException}
     */
    public void on(String topic, Consumer<String> heard) {
        subscribers.computeIfAbsent(topic, name -> new CopyOnWriteArrayList<>()).add(heard);
    }

    /** Calls the subscribers of a message's topic; a message of an unknown topic is ignored. */
    void heard(String message) {
        var parts = message.split(":", 2);
        var about = parts.length == 1 ? "" : parts[1];
        subscribers.getOrDefault(parts[0], List.of()).forEach(subscriber -> subscriber.accept(about));
    }

    /** Calls those that only look again. */
    void afterGap() {
        afterGaps.forEach(Runnable::run);
    }

    /** A message as it is sent. */
    static String message(String topic, String about) {
        return about.isEmpty() ? topic : topic + ":" + about;
    }
}
