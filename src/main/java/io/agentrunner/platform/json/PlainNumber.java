package io.agentrunner.platform.json;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;

/**
 * A number that is short in plain form, that is without an exponent. PostgreSQL stores numbers of {@code jsonb} in plain
 * form, so ten characters of a request could become a megabyte.
 */
@Constraint(validatedBy = PlainNumber.Check.class)
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlainNumber {
    String MESSAGE = "must have at most " + RawJson.LONGEST_NUMBER + " characters, written without an exponent";

    String message() default MESSAGE;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Stateless. */
    class Check implements ConstraintValidator<PlainNumber, BigDecimal> {
        /**
         * Returns an upper bound for the characters of a JSON number in plain form. The plain form itself is not built,
         * since it could take gigabytes.
         */
        static long length(String number) {
            var e = Math.max(number.indexOf('e'), number.indexOf('E'));
            if (e < 0) {
                return number.length();
            }
            var exponent = number.substring(e + 1).replaceFirst("^[+-]?0*", "");
            return exponent.length() > 9 ? Long.MAX_VALUE : e + (exponent.isEmpty() ? 0 : Long.parseLong(exponent));
        }

        @Override
        public boolean isValid(BigDecimal value, ConstraintValidatorContext context) {
            return value == null || length(value.toString()) <= RawJson.LONGEST_NUMBER;
        }
    }
}
