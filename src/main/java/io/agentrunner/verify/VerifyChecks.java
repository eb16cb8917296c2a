package io.agentrunner.verify;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The invariants of the data at any moment, whatever happened to the nodes. Each check is one set-based, read-only query
 * that returns the offenders as {@code (id, detail)}. It holds for every snapshot of a database in use.
 */
public final class VerifyChecks {
    /**
     * The time in seconds after the end of a lease within which other nodes have recovered its runs: some check
     * intervals.
     */
    static final int MARGIN_SECONDS = 15;

    /** Far more than a busy node releases. Only a run whose releases are not counted reaches it. */
    private static final int MOST_IN_A_ROW = 100;

    /**
     * One invariant.
     *
     * @param name the invariant as a sentence
     * @param offenders a query whose rows name the violations
     */
    record Check(String name, String offenders) {}

    /**
     * The effect of an event on the status of its run.
     *
     * @param is the status after it
     * @param was the allowed statuses before it; none for the first event of a log
     */
    record Step(String type, String is, List<String> was) {
        private static Step of(String type, String is, String... was) {
            return new Step(type, is, List.of(was));
        }

        private String isStatus() {
            return "when '%s' then '%s'".formatted(type, is);
        }

        private String mayFollow() {
            var before = was.isEmpty() ? "is null" : "in ('" + String.join("', '", was) + "')";
            return "when '%s' then was %s".formatted(type, before);
        }
    }

    /** The table of transitions as events of a log. A time-out is logged together with its consequence. */
    static final List<Step> STEPS = List.of(
            Step.of("RUN_CREATED", "QUEUED"),
            Step.of("RUN_STARTED", "RUNNING", "QUEUED"),
            Step.of("RUN_PAUSED", "PAUSED", "QUEUED", "RUNNING"),
            Step.of("RUN_RESUMED", "QUEUED", "PAUSED"),
            Step.of("RUN_RETRIED", "QUEUED", "FAILED", "STOPPED"),
            Step.of("RUN_COMPLETED", "COMPLETED", "RUNNING"),
            Step.of("RUN_FAILED", "FAILED", "QUEUED", "RUNNING", "PAUSED"),
            Step.of("RUN_STOPPED", "STOPPED", "QUEUED", "RUNNING", "PAUSED"));

    /** All other events that change the status: release, recovery, retry, wait. */
    static final Step BACK_TO_THE_QUEUE = Step.of("", "QUEUED", "RUNNING");

    /** Maps each event to the status of its run after it. */
    private static final String STATUS =
            "case type " + joined(Step::isStatus) + " else '" + BACK_TO_THE_QUEUE.is() + "' end";

    private static String joined(Function<Step, String> text) {
        return STEPS.stream().map(text).collect(Collectors.joining(" "));
    }

    private static final String TELLS_STATUS = "type like 'RUN\\_%' and type <> 'RUN_TIMED_OUT'";

    /** Selects each event that changes a status, with the status before it. */
    private static final String STEP = """
            step as (
              select run_id, id, type, attempt, now_is, lag(now_is) over (partition by run_id order by id) as was
              from (select run_id, id, type, attempt, %s as now_is from event where %s) as told)""".formatted(STATUS, TELLS_STATUS);

    /** Selects the newest explicit retry of each run, from which its failures and losses count. */
    private static final String RETRIED =
            "select run_id, max(id) as id from event where type = 'RUN_RETRIED' group by run_id";

    public static final List<Check> ALL = List.of(
            new Check("The events of a run replay to its status", """
                    select r.id, 'is ' || r.status || ', its log says ' || coalesce(l.status, 'nothing')
                    from run r left join (
                      select distinct on (run_id) run_id, %s as status from event where %s order by run_id, id desc
                    ) l on l.run_id = r.id
                    where l.status is distinct from r.status""".formatted(STATUS, TELLS_STATUS)),
            new Check("Every step of a log is one that the table of transitions allows", """
                    with %s
                    select run_id, 'event ' || id || ' is ' || type || ' of a run that was ' || coalesce(was, 'not there')
                    from step
                    where not case type %s else was = '%s' end is true""".formatted(
                    STEP, joined(Step::mayFollow), BACK_TO_THE_QUEUE.was().getFirst())),
            new Check("The events of a run count 1 to n without a gap, and the run knows n", """
                    select r.id, coalesce(e.n, 0) || ' events, ids ' || coalesce(e.first, 0) || ' to '
                      || coalesce(e.last, 0) || ', last_event ' || r.last_event
                    from run r left join (
                      select run_id, count(*) as n, min(id) as first, max(id) as last from event group by run_id
                    ) e on e.run_id = r.id
                    where coalesce(e.n, 0) <> r.last_event or e.first <> 1 or e.last <> r.last_event"""),
            new Check("Each attempt was started exactly once, and attempt counts them", """
                    select r.id, 'attempt ' || r.attempt || ', RUN_STARTED ' || coalesce(e.n, 0) || ' times for '
                      || coalesce(e.attempts, 0) || ' attempts, the newest ' || coalesce(e.last, 0)
                    from run r left join (
                      select run_id, count(*) as n, count(distinct attempt) as attempts, max(attempt) as last
                      from event where type = 'RUN_STARTED' group by run_id
                    ) e on e.run_id = r.id
                    where coalesce(e.n, 0) <> r.attempt or e.attempts <> e.n or e.last <> e.n"""),
            new Check("No event of an attempt follows one of a later attempt", """
                    select run_id, 'event ' || id || ' is of attempt ' || attempt || ' after one of attempt ' || newest
                    from (
                      select run_id, id, attempt, max(attempt) over (partition by run_id order by id) as newest from event
                    ) e where attempt < newest"""),
            new Check("Agents wrote events only while their run was RUNNING", """
                    select run_id, 'event ' || id || ' is ' || type || ' of a run that was not RUNNING'
                    from (
                      select run_id, id, type, max(cast(id as bigint) * 2 + cast(type = 'RUN_STARTED' as int))
                        filter (where %s) over (partition by run_id order by id) as told
                      from event
                    ) e
                    where type not like 'RUN\\_%%' and type <> 'DIRECTIVE' and (told %% 2 = 1) is not true""".formatted(TELLS_STATUS)),
            new Check("Nothing follows the end of a run but an explicit retry", """
                    select run_id, 'event ' || id || ' is ' || type || ' after ' || before
                    from (
                      select run_id, id, type, lag(type) over (partition by run_id order by id) as before from event
                    ) e
                    where before = 'RUN_COMPLETED' or before in ('RUN_FAILED', 'RUN_STOPPED') and type <> 'RUN_RETRIED'"""),
            new Check(
                    "Every RUNNING run belongs to a node with a live lease, or one that ended just now",
                    """
                    select r.id, case when n.id is null then 'its node ' || r.node || ' is not there'
                      else 'the lease of its node ' || r.node || ' ended at ' || n.lease_until end
                    from run r left join node n on n.id = r.node
                    where r.status = 'RUNNING'
                      and (n.id is null or n.lease_until < clock_timestamp() - interval '%d seconds')""".formatted(MARGIN_SECONDS)),
            new Check(
                    "A live node executes as many runs as it has held since a lease before its newest heartbeat", """
                    select null, 'node ' || n.id || ' held ' || held.n || ' runs for longer than its lease and executed '
                      || n.in_flight || ' at ' || n.renewed_at
                    from node n, lateral (
                      select count(*) as n from run r
                      where r.node = n.id and r.status = 'RUNNING'
                        and r.attempt_started_at < n.renewed_at - (n.lease_until - n.renewed_at)) held
                    where n.lost_at is null and n.lease_until > clock_timestamp() and not n.shutting_down
                      and held.n > n.in_flight"""),
            new Check("failures counts the attempts that failed since the last explicit retry", """
                    with %s, failed as (
                      select s.run_id, count(*) as n
                      from step s left join (%s) retried on retried.run_id = s.run_id
                      where (s.type = 'RUN_RETRY_SCHEDULED' or s.type = 'RUN_FAILED' and s.was = 'RUNNING')
                        and s.id > coalesce(retried.id, 0)
                      group by s.run_id)
                    select r.id, 'failures ' || r.failures || ', the log has ' || coalesce(f.n, 0)
                    from run r left join failed f on f.run_id = r.id
                    where r.failures <> coalesce(f.n, 0)""".formatted(
                            STEP, RETRIED)),
            new Check(
                    "recoveries counts the nodes that a run lost since its last iteration or explicit retry",
                    """
                    select r.id, 'recoveries ' || r.recoveries || ', the log has ' || coalesce(e.n, 0)
                    from run r left join (
                      select lost.run_id, count(*) as n
                      from event lost left join (%s) retried on retried.run_id = lost.run_id
                      join run of on of.id = lost.run_id
                      where lost.type = 'RUN_RECOVERED' and lost.id > coalesce(retried.id, 0)
                        and cast(cast(lost.payload as json) ->> 'iteration' as integer) = of.current_iteration
                      group by lost.run_id
                    ) e on e.run_id = r.id
                    where r.recoveries <> coalesce(e.n, 0)""".formatted(RETRIED)),
            new Check("No run is claimed and given back repeatedly before its agent committed anything", """
                    with released as (
                      select run_id, id, cast(payload as jsonb) as told,
                        id - lag(id) over (partition by run_id order by id) = 2 as follows
                      from event where type = 'RUN_RELEASED'
                    )
                    select e.run_id, 'event ' || e.id || ' gave it back ' || (e.told ->> 'given_back')
                      || ' times in a row, allowed were ' || (e.told ->> 'allowed')
                    from released e
                    where cast(e.told ->> 'given_back' as integer) > cast(e.told ->> 'allowed' as integer)
                      and not exists (
                        select from event f where f.run_id = e.run_id and f.id = e.id + 1 and f.type = 'RUN_FAILED')
                    union all
                    select run_id, count(*) || ' times RUN_STARTED and RUN_RELEASED with nothing between'
                    from (
                      select run_id, count(*) filter (where follows is not true) over (partition by run_id order by id) as chain
                      from released where told ->> 'reason' is distinct from 'shutdown'
                    ) chains
                    group by run_id, chain having count(*) > %d""".formatted(
                            MOST_IN_A_ROW)),
            new Check("given_back counts how often the run was given back since the last commit of its agent", """
                    select r.id, 'given_back ' || r.given_back || ', the newest RUN_RELEASED says ' || (e.told ->> 'given_back')
                    from run r join (
                      select distinct on (run_id) run_id, cast(payload as jsonb) as told from event
                      where type = 'RUN_RELEASED' and cast(payload as jsonb) ->> 'given_back' is not null order by run_id, id desc
                    ) e on e.run_id = r.id
                    where r.given_back not in (0, cast(e.told ->> 'given_back' as integer))"""),
            new Check("last_directive is a run's newest directive, and every consumed directive exists", """
                    select r.id, 'last_directive ' || r.last_directive || ', directives_done ' || r.directives_done
                      || ', the log has ' || coalesce(e.last, 0)
                    from run r left join (
                      select run_id, max(id) as last from event where type = 'DIRECTIVE' group by run_id
                    ) e on e.run_id = r.id
                    where r.last_directive <> coalesce(e.last, 0) or r.directives_done > r.last_directive"""),
            new Check("A checkpoint is of an iteration that was committed", """
                    select r.id, 'checkpoint of iteration ' || c.iteration || ', current_iteration ' || r.current_iteration
                    from checkpoint c join run r on r.id = c.run_id
                    where c.iteration > r.current_iteration"""),
            new Check("No run waits for a run that has ended, unless it is about to be woken", """
                    select r.id, 'waits for run ' || r.waits_for || ', which is ' || coalesce(o.status, 'not there')
                    from run r left join run o on o.id = r.waits_for
                    where r.waits_for is not null
                      and (o.id is null or is_terminal(o.status))
                      and not exists (select from missed_wake m where m.run_id = r.id and m.attempt = r.attempt)"""),
            new Check("No run waits for itself, directly or through others", """
                    with recursive chain (id, at) as (
                      select id, waits_for from run where waits_for is not null
                      union
                      select c.id, r.waits_for from chain c join run r on r.id = c.at where r.waits_for is not null)
                    select id, 'waits for runs that wait for it' from chain where id = at"""),
            new Check("The counters equal the rows, for each project and for all (project 0)", """
                    with change as (
                      select p.id as project_id, status, n
                      from run_count_change cross join lateral (values (0), (project_id)) as p (id)
                    ), counted as (
                      select project_id, status, sum(n) as n
                      from (select project_id, status, n from run_count union all select * from change) c group by 1, 2
                    ), there as (
                      select p.id as project_id, status, sum(n) as n
                      from (select project_id, status, count(*) as n from run group by 1, 2) r
                        cross join lateral (values (0), (project_id)) as p (id)
                      group by 1, 2
                    )
                    select null, 'project ' || project_id || ', ' || status || ': counted ' || coalesce(c.n, 0)
                      || ', there are ' || coalesce(t.n, 0)
                    from counted c full join there t using (project_id, status)
                    where coalesce(c.n, 0) <> coalesce(t.n, 0)"""),
            new Check("The counters of runs that are due later equal the rows", """
                    with level (shift) as (values (0), (9), (18), (27)), clock as materialized (
                      select cast(floor(date_part('epoch', clock_timestamp())) as bigint) as second
                    ), counted as (
                      select project_id, shift, bucket, sum(n) as n
                      from (
                        select project_id, shift, bucket, n from run_due
                        union all
                        select p.id, shift, due >> shift, n
                        from run_count_change, level, lateral (values (0), (project_id)) as p (id) where due is not null) c
                      group by 1, 2, 3
                    ), there as (
                      select p.id as project_id, shift, due_second(status, run_at) >> shift as bucket, count(*) as n
                      from run, level, lateral (values (0), (project_id)) as p (id)
                      where status = 'QUEUED' and run_at > now() group by 1, 2, 3
                    )
                    select null, 'project ' || project_id || ', due in the ' || (1 << shift) || ' s from '
                      || to_timestamp(bucket << shift) || ' on: counted ' || coalesce(c.n, 0) || ', there are '
                      || coalesce(t.n, 0)
                    from clock, counted c full join there t using (project_id, shift, bucket)
                    where bucket > second >> shift and coalesce(c.n, 0) <> coalesce(t.n, 0)"""));

    private VerifyChecks() {}
}
