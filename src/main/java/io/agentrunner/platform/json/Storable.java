package io.agentrunner.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Text, or a JSON tree of texts, that PostgreSQL can keep: without U+0000 and without half a surrogate pair. */
@Constraint(validatedBy = Storable.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Storable {
    String message() default "must not contain the character U+0000 or half of a surrogate pair";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Walks the value; stateless. */
    class Check implements ConstraintValidator<Storable, Object> {
        @Override
        public boolean isValid(Object value, ConstraintValidatorContext context) {
            return switch (value) {
                case null -> true;
                case JsonNode tree -> storable(tree);
                default -> storable(value.toString());
            };
        }

        private static boolean storable(JsonNode tree) {
            if (tree.isTextual()) {
                return storable(tree.textValue());
            }
            for (var names = tree.fieldNames(); names.hasNext(); ) {
                if (!storable(names.next())) {
                    return false;
                }
            }
            for (var child : tree) {
                if (!storable(child)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean storable(String text) {
            // An unpaired surrogate is the only code point of a Java string in the surrogate range.
            return text.codePoints()
                    .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        }
    }
}
