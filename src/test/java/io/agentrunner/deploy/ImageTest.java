package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The Dockerfile copies, names and starts existing files and classes. {@code NodeCommandTest} compares the start of the
 * server.
 */
class ImageTest {
    private static final String CLASSES = "target/classes/";

    private final Dockerfile image = Dockerfile.read();

    ImageTest() throws IOException {}

    @Test
    void it_is_made_from_the_java_of_the_build_by_names_that_every_builder_finds() throws IOException {
        var java = Project.javaRelease();
        assertThat(image.all("FROM"))
                .extracting(Dockerfile.Instruction::text)
                .containsExactly(
                        "docker.io/library/maven:3-eclipse-temurin-" + java + " AS build",
                        "docker.io/library/eclipse-temurin:" + java + "-jre");
    }

    @Test
    void it_asks_for_nothing_that_builders_of_today_lack() throws IOException {
        // buildah 1.28, of Debian 12, refuses a Dockerfile with it
        assertThat(image.only("HEALTHCHECK").text()).doesNotContain("--start-interval");
    }

    @Test
    void what_is_downloaded_is_a_layer_of_its_own() {
        var texts =
                image.instructions().stream().map(Dockerfile.Instruction::text).toList();
        var downloaded = texts.stream()
                .filter(text -> text.contains(" process-resources "))
                .findFirst()
                .orElseThrow();
        assertThat(texts.indexOf(downloaded))
                .isGreaterThan(texts.indexOf("pom.xml ./"))
                .isLessThan(texts.indexOf("src/main src/main"));
    }

    @Test
    void its_labels_say_what_the_project_says() throws IOException {
        assertThat(image.only("LABEL").text())
                .contains("org.opencontainers.image.version=\"" + Project.version() + "\"")
                .contains("org.opencontainers.image.title=\"" + Project.inPom("<name>(Agent[^<]+)</name>") + "\"")
                .contains("org.opencontainers.image.description=\"" + Project.inPom("<description>([^<]+)<") + "\"")
                .contains("org.opencontainers.image.licenses=\"" + Project.inPom("<name>(Apache[^<]+)</name>") + "\"");
    }

    @Test
    void every_file_that_is_copied_is_there_or_made_by_the_build() throws IOException {
        var sent = Files.readAllLines(Path.of(".dockerignore"));
        assertThat(sent).as("all is left out but what is named").contains("*");
        for (var copy : image.all("COPY")) {
            var words = copy.words();
            for (var file : words.subList(0, words.size() - 1)) {
                if (copy.fromBuild()) {
                    assertThat(file).startsWith("/build/");
                    assertThat(isMade(file.substring("/build/".length())))
                            .as(file)
                            .isTrue();
                } else {
                    assertThat(Path.of(file)).exists();
                    assertThat(sent)
                            .as(".dockerignore")
                            .contains("!" + Path.of(file).getName(0));
                }
            }
        }
    }

    private boolean isMicroMade() {
        return image.all("RUN").stream()
                .anyMatch(run -> run.text()
                        .replaceAll(" +", " ")
                        .endsWith("MicroFolder target/server/payara-micro.jar target/server/postgresql.jar micro"));
    }

    private boolean isMade(String file) throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var name = Path.of(file).getFileName().toString();
        if (file.startsWith("micro/")) {
            return isMicroMade();
        }
        if (file.startsWith(CLASSES)) {
            return Files.exists(Path.of("src/main/java", source(file.substring(CLASSES.length()))));
        }
        return switch (file) {
            case "target/agent-runner.war" -> pom.contains("<finalName>agent-runner</finalName>");
            // The plug-in strips the version of the files that it copies there.
            case "target/server/postgresql.jar" ->
                pom.contains("<artifactId>postgresql</artifactId>")
                        && pom.contains("<stripVersion>true</stripVersion>")
                        && name.equals("postgresql.jar");
            default -> false;
        };
    }

    private static String source(String classFile) {
        return classFile.replaceFirst("(\\$.*)?\\.class$", ".java");
    }

    @Test
    void every_file_that_a_command_names_is_in_the_image() throws IOException {
        var command = image.only("ENTRYPOINT").command();
        var files = command.stream()
                .filter(word -> word.matches(".*\\.(jar|war|properties|asadmin)"))
                // Made by a command of the image.
                .filter(word -> !word.startsWith("/opt/payara/micro/"))
                .toList();
        assertThat(files).hasSize(4);
        assertThat(image.copied()).containsKeys(files.toArray(String[]::new));
        assertThat(image.copied()).containsKey("micro/launch.jar");
    }

    @Test
    void the_classes_in_the_image_need_none_that_is_not_there() {
        var copied = image.copied().keySet().stream()
                .filter(file -> file.endsWith(".class"))
                .map(file -> file.substring("classes/".length(), file.length() - ".class".length())
                        .replace('/', '.'))
                .toList();
        assertThat(copied).hasSize(2);
        var needed = new ClassFileImporter()
                .importPackages("io.agentrunner.server").stream()
                        .filter(type -> copied.contains(type.getName()))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(type -> !type.isPrimitive() && !type.getName().startsWith("java."))
                        .map(type -> type.getName())
                        .distinct()
                        .toList();
        assertThat(copied).containsAll(needed);
    }

    /** Java uses its archive only for the same class path, options and server. */
    @Test
    void the_start_for_practice_is_the_one_that_follows() throws IOException {
        var practice = image.all("RUN").stream()
                .map(Dockerfile.Instruction::text)
                .filter(text -> text.contains("--warmup"))
                .toList();
        assertThat(practice).hasSize(1);
        var practised = practice.getFirst().replaceFirst(" && .*", "").replaceAll(" +", " ");
        var started = String.join(" ", image.only("ENTRYPOINT").command());
        assertThat(practised.substring(practised.indexOf(" -jar ")).replace(" --warmup", ""))
                .isEqualTo(started.substring(started.indexOf(" -jar ")));
        assertThat(practised).contains("-XX:ArchiveClassesAtExit=" + archive(started));
    }

    private static String archive(String command) {
        return command.replaceFirst(".*-XX:SharedArchiveFile=(\\S+).*", "$1");
    }

    @Test
    void its_health_is_the_readiness_of_the_application() throws Exception {
        var command = image.only("HEALTHCHECK").command();
        Commands.assertRunnable(command, "classes", image.copied().keySet());
        assertThat(Commands.arguments(command)).containsExactly("GET", url(Project.healthPath("Readiness")));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + image.only("EXPOSE").text() + path;
    }

    @Test
    void the_server_listens_where_the_image_says() throws IOException {
        var command = image.only("ENTRYPOINT").command();
        assertThat(command.get(command.indexOf("--port") + 1))
                .isEqualTo(image.only("EXPOSE").text());
        assertThat(image.environment()).containsEntry("HOST", "0.0.0.0");
    }

    @Test
    void it_is_a_user_without_rights_and_knows_no_secret() throws IOException {
        assertThat(image.only("USER").text()).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(Project.environment()).containsAll(image.environment().keySet());
        assertNoSecret(image.environment());
        assertThat(image.all("ARG")).isEmpty();
    }

    private static void assertNoSecret(Map<String, String> environment) {
        Collection<String> names = environment.keySet();
        assertThat(names).noneMatch(name -> name.matches(".*(PASSWORD|SECRET|TOKEN|KEY).*"));
    }
}
