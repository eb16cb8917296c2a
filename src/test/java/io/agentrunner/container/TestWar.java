package io.agentrunner.container;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The only deployment: the delivered WAR with the tests that run inside it and their classes. */
public final class TestWar {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path TESTS = TARGET.resolve("test-classes");

    /** Packages of tests that are not deployed. */
    private static final Set<String> OUTSIDE =
            Set.of("architecture", "bench", "browser", "container", "launcher", "server", "system", "verify");

    private TestWar() {}

    /** Deployed at the root of the server, like {@code make start-agent} does. */
    public static WebArchive create() {
        var war = ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(TARGET.resolve("agent-runner.war").toFile())
                .as(WebArchive.class)
                .setWebXML(new StringAsset(webXml()))
                .addAsLibraries(library(Assertions.class));
        testClasses()
                .forEach(file -> war.addAsWebInfResource(
                        file.toFile(),
                        "classes/" + TESTS.relativize(file).toString().replace(File.separatorChar, '/')));
        return war;
    }

    /** That of the application, with {@code io.agentrunner.inside.RunnerKey} as the first filter. */
    private static String webXml() {
        try {
            var own = Files.readString(Path.of("src/main/webapp/WEB-INF/web.xml"));
            var filter = """
                      <filter>
                        <filter-name>runner-key</filter-name>
                        <filter-class>io.agentrunner.inside.RunnerKey</filter-class>
                        <async-supported>true</async-supported>
                      </filter>
                      <filter-mapping>
                        <filter-name>runner-key</filter-name>
                        <url-pattern>/*</url-pattern>
                      </filter-mapping>
                    """;
            return own.replaceFirst("(?=  <filter>)", filter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> testClasses() {
        var root = TESTS.resolve("io/agentrunner");
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file ->
                            !OUTSIDE.contains(root.relativize(file).getName(0).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static File library(Class<?> of) {
        try {
            return new File(
                    of.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
