package io.agentrunner.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document in Markdown, without its blocks of code. */
record Markdown(Path file, String prose) {
    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ +(.+?) *$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern OTHER_SITE = Pattern.compile("[a-z]+:.*");

    static Markdown read(Path file) {
        try {
            return new Markdown(file, CODE.matcher(Files.readString(file)).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** All documents of the project. */
    static List<Markdown> all() throws IOException {
        try (var top = Files.list(Path.of(""));
                var docs = Files.list(Path.of("docs"));
                var server = Files.list(Path.of("server-config"))) {
            return Stream.of(top, docs, server)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Markdown::read)
                    .toList();
        }
    }

    /** The targets of links to this project's own files and headings. */
    List<String> links() {
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !OTHER_SITE.matcher(target).matches())
                .toList();
    }

    /** The file that a link names. */
    Path target(String link) {
        var path = link.replaceFirst("#.*", "");
        return path.isEmpty()
                ? file
                : Path.of("").resolve(file).resolveSibling(path).normalize();
    }

    /** The anchors of the headings, as GitHub makes them. */
    Set<String> anchors() {
        var anchors = new TreeSet<String>();
        HEADING.matcher(prose).results().map(Markdown::anchor).forEach(anchor -> {
            var unique = anchor;
            for (var copy = 1; !anchors.add(unique); copy++) {
                unique = anchor + "-" + copy;
            }
        });
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }
}
