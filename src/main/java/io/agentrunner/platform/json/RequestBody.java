package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.agentrunner.platform.problem.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.stream.Collectors;

/** Turns Jackson's exception for an unreadable request into a problem that names the member and a valid value. */
final class RequestBody {
    private RequestBody() {}

    /** Returns the value in a body. Any failure of the parser is the client's fault, so it becomes a 400. */
    static <T> T read(JsonParser parser, byte[] body, Class<T> type) {
        if (parser.currentLocation().getByteOffset() < 0) {
            // The parser detected UTF-16 or UTF-32 and reads characters.
            throw ProblemException.badRequest("The body must be UTF-8.");
        }
        try {
            T value = Json.MAPPER
                    .readerFor(type)
                    .withAttribute(RawJsonReader.SOURCE, body)
                    .readValue(parser);
            if (value == null) {
                throw ProblemException.badRequest("The body is empty; send a JSON object.");
            }
            return value;
        } catch (IOException e) {
            throw unreadable(e, parser);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            // For example the NumberFormatException of 1e9999999999.
            throw ofParser(JsonPath.of(parser));
        }
    }

    private static ProblemException ofParser(String field) {
        return field.isEmpty()
                ? ProblemException.badRequest("The body cannot be read as JSON.")
                : ProblemException.badRequest(field + " cannot be read.").field(field, "cannot be read");
    }

    private static RuntimeException unreadable(IOException e, JsonParser parser) {
        if (e instanceof MismatchedInputException mismatch) {
            return mismatch(mismatch.getTargetType(), path(mismatch));
        }
        if (e instanceof JsonMappingException mapping && mapping.getCause() instanceof ProblemException inner) {
            return inner;
        }
        if (e instanceof JsonMappingException mapping && mapping.getCause() instanceof RuntimeException) {
            return ofParser(path(mapping));
        }
        // A number out of range, thrown by the parser and not by the data binding.
        if (e instanceof JsonMappingException mapping && mapping.getCause() instanceof InputCoercionException number) {
            return mismatch(number.getTargetType(), path(mapping));
        }
        if (e instanceof StreamConstraintsException || e.getCause() instanceof StreamConstraintsException) {
            var field = e instanceof JsonMappingException mapping ? path(mapping) : JsonPath.of(parser);
            return ProblemException.badRequest(
                    "The body exceeds the limits for JSON%s:".formatted(field.isEmpty() ? "" : " at " + field)
                            + " 1,000 levels, 1,000 digits of a number, 50,000 characters of a name.");
        }
        if (e instanceof JsonProcessingException json) {
            return ProblemException.badRequest("The body is not valid JSON%s: %s. Send one JSON object."
                    .formatted(where(json.getLocation()), firstLine(json.getOriginalMessage())));
        }
        return ofParser(JsonPath.of(parser));
    }

    private static ProblemException mismatch(Class<?> type, String field) {
        var expected = expected(type);
        if (field.isEmpty()) {
            return ProblemException.badRequest("The body must be " + expected + ".");
        }
        return ProblemException.badRequest("%s must be %s.".formatted(field, expected))
                .field(field, "must be " + expected);
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        return switch (type) {
            case Class<?> t when t == String.class -> "a string";
            case Class<?> t when t == Boolean.class || t == boolean.class -> "true or false";
            case Class<?> t
            when t == Integer.class || t == int.class ->
                "a whole number from %d to %d".formatted(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case Class<?> t when t == Long.class || t == long.class || t == BigInteger.class -> "a whole number";
            case Class<?> t when t == BigDecimal.class || t == Double.class || t == double.class -> "a number";
            case Class<?> t when t == java.time.Instant.class -> "a time in RFC 3339 form, like 2026-02-01T10:30:00Z";
            case Class<?> t when Collection.class.isAssignableFrom(t) || t.isArray() -> "an array";
            default -> "an object";
        };
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : "." + at.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String where(JsonLocation at) {
        return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String firstLine(String message) {
        // Jackson adds the start of its source in parentheses, which is of no use to a client.
        return message.lines().findFirst().orElse("").replaceFirst(" \\((start marker|for |from ).*", "");
    }
}
