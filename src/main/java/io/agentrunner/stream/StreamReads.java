package io.agentrunner.stream;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The reads of streams from the database. Each call is one transaction. Thread-safe. */
@Stateless
public class StreamReads {
    @Inject
    private StreamRepository repository;

    /** How far the log of a run goes; empty if there is no such run. */
    public Optional<RunHead> head(long run) {
        return repository.head(run);
    }

    /** How far the logs of runs go, by run; without those that do not exist. */
    public Map<Long, RunHead> heads(List<Long> runs) {
        return repository.heads(runs).stream().collect(Collectors.toMap(RunHead::run, Function.identity()));
    }

    /**
     * New events by run, in the order of their ids.
     *
     * @param runBytes a run with more bytes of payload gets none, and so do the last runs once all have {@code bytes}
     */
    public Map<Long, List<Frame>> newest(List<NewEvents> since, int runBytes, int bytes) {
        return repository.newest(since, runBytes, bytes).stream()
                .collect(Collectors.groupingBy(
                        event -> event.runId(), Collectors.mapping(Frame::of, Collectors.toList())));
    }

    /** A cursor of the feed: all that has committed is before it. */
    public String snapshot() {
        return repository.snapshot();
    }

    /** The runs that changed after a cursor. */
    public FeedNews news(String cursor) {
        return repository.news(cursor);
    }

    /** The events after an id: at most so many, and so many bytes of payload but at least one event. */
    public List<Frame> page(long run, int after, int events, int bytes) {
        return repository.page(run, after, events, bytes).stream()
                .map(Frame::of)
                .toList();
    }
}
