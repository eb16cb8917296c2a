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
 * A JSON object exactly as the client wrote it, checked and unchanged: {@code 1.0}, {@code 1E5} and {@code -0.0} stay the
 * same. Each of its texts can be stored, and each of its numbers has at most {@value #LONGEST_NUMBER} characters in plain
 * form.
 *
 * @param text the object, as it stood in the request
 * @param bytes its size in UTF-8, with numbers in plain form: {@code 1e300} counts as 301
 * @param keys the number of its members, including those of inner objects
 */
@JsonDeserialize(using = RawJsonReader.class)
public record RawJson(String text, long bytes, int keys) {
    /** The longest number in plain form, in characters: {@code 1e399} just fits. */
    public static final int LONGEST_NUMBER = 400;

    /** Returns the object in a text that this application wrote. */
    public static RawJson of(String text) {
        return Json.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), RawJson.class);
    }

    /** Limits the size of an object. */
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

    /** Its state does not change after initialization. */
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
