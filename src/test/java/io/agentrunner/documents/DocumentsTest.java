package io.agentrunner.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents hold together: links resolve, README is short and leads to all others. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern TEST = Pattern.compile("`([A-Z][a-z]\\w*(IT|Test))`");

    @Test
    void every_link_to_a_file_or_heading_of_the_project_resolves() throws IOException {
        var broken = new ArrayList<String>();
        var links = 0;
        for (var document : Markdown.all()) {
            for (var link : document.links()) {
                links++;
                if (!resolves(document, link)) {
                    broken.add(document.file() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(30);
    }

    private static boolean resolves(Markdown document, String link) {
        var target = document.target(link);
        var anchor = link.indexOf('#');
        return Files.exists(target)
                && (anchor < 0 || Markdown.read(target).anchors().contains(link.substring(anchor + 1)));
    }

    @Test
    void anchors_are_those_of_github() {
        var document = new Markdown(README, "# The database's disk\n## `make` it, once …\n## Twice\n## Twice\n");
        assertThat(document.anchors())
                .containsExactlyInAnyOrder("the-databases-disk", "make-it-once-", "twice", "twice-1");
    }

    @Test
    void readme_is_one_page() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(250);
    }

    @Test
    void readme_leads_to_every_other_document() throws IOException {
        var reached = new HashSet<Path>();
        var next = new ArrayList<>(List.of(README));
        while (!next.isEmpty()) {
            var file = next.removeLast();
            if (reached.add(file)) {
                var document = Markdown.read(file);
                document.links().stream()
                        .map(document::target)
                        .filter(target -> target.toString().endsWith(".md"))
                        .forEach(next::add);
            }
        }
        var all = new TreeSet<Path>();
        Markdown.all().forEach(document -> all.add(document.file()));
        assertThat(reached).containsAll(all).contains(Path.of("docs/rest.md"));
    }

    @Test
    void readme_names_the_commands_that_make_has() throws IOException {
        var makefile = Files.readString(Path.of("Makefile"));
        var readme = Files.readString(README);
        for (var target : List.of("start-agent", "test-agent", "start-server", "test", "package", "bench", "help")) {
            assertThat(makefile).containsPattern("(?m)^" + target + ":");
            assertThat(readme).contains("make " + target);
        }
    }

    @Test
    void every_test_that_a_document_names_exists() throws IOException {
        var named = new TreeSet<String>();
        for (var document : Markdown.all()) {
            TEST.matcher(document.prose()).results().forEach(test -> named.add(test.group(1) + ".java"));
        }
        assertThat(named).contains("ClaimsIT.java");
        try (var files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsAll(named);
        }
    }

    @Test
    void the_agent_in_the_documents_is_the_example_that_is_built_and_run() throws IOException {
        var source =
                Files.readString(Path.of("examples/countdown-agent/src/main/java/org/example/CountdownAgent.java"));
        assertThat(Files.readString(Path.of("docs/agents.md"))).contains("```java\n" + source + "```\n");
        assertThat(Files.readString(README))
                .contains("```java\n" + source.substring(source.indexOf("@ApplicationScoped")) + "```\n");
    }
}
