package io.agentrunner.platform.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times in the form of the REST contract: RFC 3339, years 1583 to 9999, and microseconds, as PostgreSQL stores them. */
public final class Rfc3339 {
    /** In earlier years java.sql.Timestamp uses the Julian calendar and would return another day. */
    private static final Instant FIRST = Instant.parse("1583-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Rfc3339() {}

    /**
     * Returns the instant of a text with any offset, cut to microseconds. Rounding could move it to the next year.
     *
     * @throws DateTimeParseException if it is no RFC 3339 time or lies outside the years 1583 to 9999
     */
    public static Instant parse(String text) {
        var time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new DateTimeParseException("The year must be 1583 to 9999", text, 0);
        }
        return time;
    }
}
