package io.agentrunner.platform.json;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A JSON object as a client wrote it, checked and not changed: {@code 1.0}, {@code 1E5} and {@code -0.0} stay what they are.
 * Each of its texts can be stored, and each of its numbers has at most {@value #LONGEST_NUMBER} characters in plain form.
 *
 * @param text the object, as it stood in the request
 * @param bytes its size in UTF-8, with numbers in plain form: {@code 1e300} counts as 301
 * @param keys how many members it has, those of inner objects included
 */
@JsonDeserialize(using = RawJsonReader.class)
public record RawJson(String text, long bytes, int keys) {
    /** Characters of a number in plain form: {@code 1e399} is as long as a number may be. */
    public static final int LONGEST_NUMBER = 400;

    /** The object in a text of this application's own. */
    public static RawJson of(String text) {
        return Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), RawJson.class);
    }

    /** Bounds an object. */
    @Constraint(validatedBy = LimitCheck.class)
    @Target({ElementType.FIELD, ElementType.PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Limit {
        int kibibytes();

        int keys() default Integer.MAX_VALUE;

        String message() default "must have at most {kibibytes} KiB, numbers in plain form";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** Stateless after its start. */
    public static class LimitCheck implements ConstraintValidator<Limit, RawJson> {
        private Limit limit;

        @Override
        public void initialize(Limit annotation) {
            limit = annotation;
        }

        @Override
        public boolean isValid(RawJson value, ConstraintValidatorContext context) {
            if (value == null || (value.bytes() <= limit.kibibytes() * 1024L && value.keys() <= limit.keys())) {
                return true;
            }
            if (value.keys() > limit.keys()) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate("must have at most {keys} keys")
                        .addConstraintViolation();
            }
            return false;
        }
    }
}
