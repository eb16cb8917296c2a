package io.agentrunner.inside;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses Prometheus' text format 0.0.4 by its grammar, and fails for any invalid line. Also checks the rules beyond
 * single lines: families are in one piece with their type first, no series is there twice, and histograms are complete
 * and cumulative.
 */
public final class Exposition {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\[\\\\n])*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(?:\\{(.*)})? ([+-]?(?:[0-9.]+(?:[eE][+-]?[0-9]+)?|Inf)|NaN)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, TreeMap<Double, Double>> buckets = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final Set<String> labels = new HashSet<>();
    private String family;

    private Exposition() {}

    /** Reads everything, and fails at the first invalid line. */
    public static Exposition parse(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("The last line does not end");
        }
        var read = new Exposition();
        text.lines().forEach(read::line);
        read.checkHistograms();
        return read;
    }

    private void line(String line) {
        var help = HELP.matcher(line);
        var type = TYPE.matcher(line);
        var sample = SAMPLE.matcher(line);
        if (help.matches()) {
            open(help.group(1), line);
            require(helps.put(help.group(1), help.group(2)) == null, "a second HELP", line);
        } else if (type.matches()) {
            open(type.group(1), line);
            require(types.put(type.group(1), type.group(2)) == null, "a second TYPE", line);
        } else {
            require(sample.matches(), "no line of the format", line);
            sample(sample, line);
        }
    }

    private void open(String name, String line) {
        if (!name.equals(family)) {
            require(closed.add(name), "a family in two pieces", line);
            family = name;
        }
    }

    private void sample(Matcher sample, String line) {
        var name = sample.group(1);
        var histogram = "histogram".equals(types.get(family));
        var belongs = histogram ? name.matches(Pattern.quote(family) + "_(bucket|sum|count)") : name.equals(family);
        require(belongs, "a sample outside of its family", line);
        var named = labels(sample.group(2), line);
        var value = number(sample.group(3));
        require(values.put(series(name, named), value) == null, "a series twice", line);
        if (histogram && name.endsWith("_bucket")) {
            var bound = number(named.remove("le"));
            buckets.computeIfAbsent(series(family + "_count", named), key -> new TreeMap<>())
                    .put(bound, value);
        } else if (!named.isEmpty()) {
            labels.addAll(named.keySet());
        }
    }

    private static Map<String, String> labels(String text, String line) {
        var named = new TreeMap<String, String>();
        var label = LABEL.matcher(text == null ? "" : text);
        var at = 0;
        while (text != null && at < text.length()) {
            require(label.find(at) && label.start() == at, "labels that cannot be read", line);
            require(named.put(label.group(1), label.group(2)) == null, "a label twice", line);
            at = label.end();
        }
        return named;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistograms() {
        buckets.forEach((count, bounds) -> {
            var last = 0.0;
            for (var value : bounds.values()) {
                require(value >= last, "buckets that are not cumulative", count);
                last = value;
            }
            require(bounds.containsKey(Double.POSITIVE_INFINITY), "no bucket +Inf", count);
            require(values.containsKey(count) && values.get(count) == last, "a count unlike its last bucket", count);
            require(values.containsKey(count.replaceFirst("_count", "_sum")), "no sum", count);
        });
    }

    private static void require(boolean holds, String what, String line) {
        if (!holds) {
            throw new AssertionError("Prometheus' format does not allow " + what + ": " + line);
        }
    }

    private static String series(String name, Map<String, String> labels) {
        return name + labels;
    }

    /** Returns the value of a series, given its labels as name, value, name, value …, or 0 if there is none. */
    public double value(String name, String... labels) {
        var named = new TreeMap<String, String>();
        for (var i = 0; i < labels.length; i += 2) {
            named.put(labels[i], labels[i + 1]);
        }
        return values.getOrDefault(series(name, named), 0.0);
    }

    /** Returns every name that an expression may use: families, and the parts of histograms. */
    public Set<String> names() {
        var names = new HashSet<String>();
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                names.addAll(Set.of(name + "_bucket", name + "_sum", name + "_count"));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    /** Returns the text about a family. */
    public String help(String name) {
        return helps.get(name);
    }

    /** Returns every label in use, except the bounds of histograms. */
    public Set<String> labels() {
        return labels;
    }
}
