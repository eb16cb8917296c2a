package io.agentrunner.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of who may do what. Thread-safe. */
@ApplicationScoped
public class AccessSettings {
    private static final Setting<String> ACCESS = Setting.choice(
            "access",
            false,
            "open: every request may do everything, for a server that only this machine reaches. required: each request needs a key, a token or a session",
            "open",
            "required");
    private static final Setting<Boolean> OPEN_ANYWHERE = Setting.flag(
            "access.open.anywhere",
            "false",
            false,
            "true: the node starts with access=open even if other machines can reach it");
    private static final Setting<String> BOOTSTRAP_KEY = Setting.secret(
            "access.bootstrap.key",
            32,
            "the key with which the first admin signs in; remove it when there is another admin key");
    private static final Setting<String> METRICS = Setting.choice(
            "access.metrics",
            true,
            "the role for /metrics with access=required: open for everybody, or viewer",
            "open",
            "viewer");
    private static final Setting<Integer> SESSION_IDLE = Setting.whole(
            "access.session.idle.minutes",
            "60",
            "minutes",
            1,
            10_080,
            true,
            "how long a console session lasts without a request");
    private static final Setting<Integer> SESSION_HOURS = Setting.whole(
            "access.session.hours", "12", "hours", 1, 720, true, "how long a console session lasts at most");
    private static final Setting<Integer> AUDIT_DAYS = Setting.whole(
            "audit.retention.days", "365", "days", 1, 36_500, true, "how long an entry of the audit is kept");

    /** In the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL =
            List.of(ACCESS, OPEN_ANYWHERE, BOOTSTRAP_KEY, METRICS, SESSION_IDLE, SESSION_HOURS, AUDIT_DAYS);

    @Inject
    private Settings settings;

    /** Returns whether each request needs a credential; read at the start. */
    public boolean required() {
        return settings.value(ACCESS).equals("required");
    }

    /** Returns whether access may be open although other machines can reach this node; read at the start. */
    public boolean openAnywhere() {
        return settings.value(OPEN_ANYWHERE);
    }

    /** The key of the first admin, if one is set; read at the start. */
    public Optional<String> bootstrapKey() {
        return Optional.of(settings.value(BOOTSTRAP_KEY)).filter(key -> !key.isEmpty());
    }

    /** Returns whether {@code /metrics} needs no credential; live. */
    public boolean metricsOpen() {
        return settings.value(METRICS).equals("open");
    }

    /** A console session ends after this time without a request; live. */
    public Duration sessionIdle() {
        return Duration.ofMinutes(settings.value(SESSION_IDLE));
    }

    /** A console session ends after this time in any case; live. */
    public Duration sessionLife() {
        return Duration.ofHours(settings.value(SESSION_HOURS));
    }

    /** Days that an entry of the audit is kept; live. */
    public int auditDays() {
        return settings.value(AUDIT_DAYS);
    }
}
