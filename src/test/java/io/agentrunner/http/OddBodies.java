package io.agentrunner.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes bodies of {@code POST /runs} from unusual numbers, texts, times, levels and sizes. About half of them are
 * acceptable. They name no agent or {@code noop}, and have no options that this agent reads.
 */
final class OddBodies {
    private static final List<String> TIMES = List.of(
            "2126-02-01T10:30:00Z",
            "2126-02-01T10:30:00.123456789-11:59",
            "1583-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.9999999+00:00",
            "2024-02-29T00:00:00+14:00",
            "1582-12-31T23:59:59Z",
            "2025-02-29T00:00:00Z",
            "9999-12-31T23:59:59-00:01",
            "2126-02-01 10:30:00Z");

    private static final List<String> WHOLE = List.of(
            "60", "60.0", "6e1", "-0", "0", "100", "101", "-100", "1000", "31536000", "2147483648", "1e-1", "\"7\"");

    private static final List<String> DECIMAL =
            List.of("1", "1.0", "1E0", "100e-2", "0", "-0.0", "86400", "1e400", "1e-399");

    private final Random random;

    OddBodies(Random random) {
        this.random = random;
    }

    String next(long project) {
        var members = new ArrayList<String>();
        members.add("\"project_id\":" + project);
        members.add("\"agent\":\"noop\"");
        members.add(
                "\"goal\":" + rarely(() -> letters(100_000 + random.nextInt(2)), () -> text(1 + random.nextInt(300))));
        sometimes(
                members,
                "name",
                () -> rarely(() -> letters(200 + random.nextInt(2)), () -> text(1 + random.nextInt(60))));
        sometimes(members, "run_type", () -> oneOf(List.of("\"agent\"", "\"task\"", "\"pipeline\"", "\"robot\"")));
        sometimes(members, "options", () -> object(1 << 20));
        sometimes(members, "metadata", () -> object(1 << 16));
        sometimes(members, "priority", () -> oneOf(WHOLE));
        sometimes(members, "max_attempts", () -> oneOf(WHOLE));
        sometimes(members, "timeout_seconds", () -> oneOf(WHOLE));
        sometimes(members, "run_at", () -> '"' + oneOf(TIMES) + '"');
        sometimes(members, "deadline_at", () -> '"' + oneOf(TIMES) + '"');
        sometimes(
                members,
                "retry",
                () -> "{\"base_seconds\":%s,\"factor\":%s,\"max_seconds\":%s}"
                        .formatted(oneOf(DECIMAL), oneOf(DECIMAL), oneOf(DECIMAL)));
        sometimes(members, "no such member", () -> value(3));
        return String.join(",", members).transform(all -> '{' + all + '}');
    }

    /** Each member is in one of four bodies, so that few unusual ones are in the same body. */
    private void sometimes(List<String> members, String name, Supplier<String> value) {
        if (random.nextInt(4) == 0) {
            members.add('"' + name + "\":" + value.get());
        }
    }

    private <T> T rarely(Supplier<T> one, Supplier<T> other) {
        return random.nextInt(25) == 0 ? one.get() : other.get();
    }

    private String oneOf(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** An object of at most about {@code limit} bytes as it is stored. */
    private String object(int limit) {
        return switch (random.nextInt(12)) {
            case 0 -> "{\"x\":\"" + "x".repeat(limit - 8 + random.nextInt(2)) + "\"}";
            case 1 -> keys(999 + random.nextInt(3));
            case 2 -> nested("{\"x\":", "}", 996 + random.nextInt(4));
            case 3 -> "{\"x\":" + nested("[", "]", 995 + random.nextInt(4)) + '}';
            case 4 -> "{\"" + "k".repeat(49_998 + random.nextInt(4)) + "\":1}";
            case 5 -> "{\"x\":1,\"" + (random.nextBoolean() ? "x" : "X") + "\":2}";
            default -> members(4);
        };
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String nested(String open, String close, int levels) {
        return open.repeat(levels) + "{}" + close.repeat(levels);
    }

    private String members(int levels) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> "\"m" + i + oddText(3) + "\" : " + value(levels - 1))
                .collect(Collectors.joining(" ,\n", "{", "}"));
    }

    private String value(int levels) {
        return switch (random.nextInt(levels > 0 ? 7 : 5)) {
            case 0 -> oneOf(List.of("true", "false", "null"));
            case 1, 2 -> number();
            case 3, 4 -> text(random.nextInt(20));
            case 5 -> members(levels);
            default ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(levels - 1))
                        .collect(Collectors.joining(" , ", "[", "]"));
        };
    }

    /** Up to and beyond 400 characters in plain form. */
    private String number() {
        return switch (random.nextInt(8)) {
            case 0 -> digits(rarely(() -> 401 + random.nextInt(700), () -> 390 + random.nextInt(11)));
            case 1 -> '-' + digits(3) + '.' + digits(1 + random.nextInt(390));
            case 2 -> digits(1) + "e" + (390 + random.nextInt(rarely(() -> 20, () -> 9)));
            case 3 -> digits(2) + "." + digits(5) + "E-" + random.nextInt(rarely(() -> 500, () -> 390));
            case 4 -> rarely(() -> "1e" + digits(12), () -> "-0.0");
            case 5 -> String.valueOf(random.nextLong());
            case 6 -> rarely(() -> "0" + digits(2), () -> "0E+0");
            default -> String.valueOf(random.nextInt(10));
        };
    }

    private String digits(int count) {
        return "1" + random.ints(count - 1L, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining());
    }

    private static String letters(int count) {
        return '"' + "n".repeat(count) + '"';
    }

    private String text(int length) {
        return '"' + oddText(length) + '"';
    }

    /** Returns the text between quotes: characters of every plane, plain and escaped, and sometimes an invalid one. */
    private String oddText(int length) {
        var text = new StringBuilder();
        for (var i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.append("\\u%04x".formatted(1 + random.nextInt(0xD7FF)));
                case 1 -> text.append("\\ud83d\\ude80");
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0xFFFFF));
                case 3 ->
                    text.append(oneOf(
                            List.of("\\\"", "\\\\", "\\/", "\\n", "\\b", "%s", "'", "\u2028", "\uFFFF", "e\u0301")));
                case 4 -> {
                    if (random.nextInt(200) == 0) {
                        text.append(oneOf(List.of("\\u0000", "\\ud800", "\\udc00x", "\\x")));
                    }
                }
                default -> text.append((char) ('!' + 2 + random.nextInt(57)));
            }
        }
        return text.toString();
    }
}
