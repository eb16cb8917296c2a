package io.agentrunner.platform.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.Locale;

/** Validates beans and reports members by the names that a client knows: {@code runs[3].max_attempts}. Thread-safe. */
@ApplicationScoped
public class Violations {
    @Inject
    private Validator validator;

    /**
     * Returns the value if it satisfies all its constraints.
     *
     * @throws ConstraintViolationException if a member is not accepted; it names all of them and leads to a 422
     */
    public <T> T check(T value) {
        var found = validator.validate(value);
        if (!found.isEmpty()) {
            throw new ConstraintViolationException(found);
        }
        return value;
    }

    ProblemException problem(ConstraintViolationException e) {
        var found = e.getConstraintViolations().stream()
                .sorted(Comparator.comparing((ConstraintViolation<?> v) -> field(v.getPropertyPath())))
                .toList();
        var first = found.getFirst();
        var problem = ProblemException.invalid(field(first.getPropertyPath()), first.getMessage());
        found.stream().skip(1).forEach(v -> problem.field(field(v.getPropertyPath()), v.getMessage()));
        return problem;
    }

    private static String field(Path path) {
        var name = new StringBuilder();
        for (var node : path) {
            if (node.getKind() != ElementKind.PROPERTY && node.getKind() != ElementKind.CONTAINER_ELEMENT) {
                continue;
            }
            if (node.getIndex() != null) {
                name.append('[').append(node.getIndex()).append(']');
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                name.append(name.isEmpty() ? "" : ".").append(snake(node.getName()));
            }
        }
        return name.isEmpty() ? "The request" : name.toString();
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
