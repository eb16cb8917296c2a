package io.agentrunner.platform.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times as the REST contract writes them: RFC 3339, years 1583 to 9999, microseconds as PostgreSQL keeps them. */
public final class Rfc3339 {
    /** Before it java.sql.Timestamp counts by the Julian calendar and would give back another day. */
    private static final Instant FIRST = Instant.parse("1583-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Rfc3339() {}

    /**
     * The instant that a text names, at any offset, cut to microseconds: rounded, the last of a year would become another's.
     *
     * @throws DateTimeParseException when it is no RFC 3339 time, or one outside the years 1583 to 9999
     */
    public static Instant parse(String text) {
        var time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new DateTimeParseException("The year must be 1583 to 9999", text, 0);
        }
        return time;
    }
}
