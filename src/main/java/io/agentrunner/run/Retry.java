package io.agentrunner.run;

import io.agentrunner.platform.json.PlainNumber;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * The delay before the next attempt after a failure: {@code base_seconds}, times {@code factor} for each further
 * failure, at most {@code max_seconds}.
 */
public record Retry(
        @NotNull(message = "is required")
        @DecimalMin(value = "0", message = "must be at least {value}")
        @DecimalMax(value = "86400", message = "must be at most {value}")
        @PlainNumber
        BigDecimal baseSeconds,

        @NotNull(message = "is required")
        @DecimalMin(value = "1", message = "must be at least {value}")
        @DecimalMax(value = "100", message = "must be at most {value}")
        @PlainNumber
        BigDecimal factor,

        @NotNull(message = "is required")
        @DecimalMin(value = "0", message = "must be at least {value}")
        @DecimalMax(value = "604800", message = "must be at most {value}")
        @PlainNumber
        BigDecimal maxSeconds) {}
