package io.agentrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
    private static final JavaClasses APPLICATION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.agentrunner");

    /** Each rule, and the planted class that breaks it. */
    private static final Map<String, Class<?>> PLANTED = Map.ofEntries(
            Map.entry("dependencies_of_event", io.agentrunner.event.PlantedUsesRun.class),
            Map.entry("dependencies_of_launcher", io.agentrunner.launcher.PlantedUsesBench.class),
            Map.entry(
                    "the_contract_of_agents_needs_only_java_and_jackson",
                    io.agentrunner.agent.PlantedUsesPlatform.class),
            Map.entry("every_package_has_its_place", PlantedElsewhere.class),
            Map.entry("entities_and_repositories_are_package_private", PlantedPublicRepository.class),
            Map.entry("only_repositories_touch_the_entity_manager", PlantedEntityManagerUser.class),
            Map.entry("resources_carry_no_transaction", PlantedTransactionalResource.class),
            Map.entry("timers_run_outside_transactions_and_are_not_persistent", PlantedPersistentTimer.class),
            Map.entry("no_local_clock_decides", PlantedLocalClock.class),
            Map.entry("names_say_what_a_thing_is", PlantedHelper.class));

    @TestFactory
    Stream<DynamicTest> the_application_keeps() {
        return Rules.all().entrySet().stream()
                .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(APPLICATION)));
    }

    @TestFactory
    Stream<DynamicTest> a_planted_violation_is_seen_by() {
        return PLANTED.entrySet().stream()
                .map(planted -> dynamicTest(planted.getKey(), () -> {
                    var classes = new ClassFileImporter().importClasses(planted.getValue());
                    assertThat(Rules.all()
                                    .get(planted.getKey())
                                    .evaluate(classes)
                                    .hasViolation())
                            .as("%s breaks %s", planted.getValue().getSimpleName(), planted.getKey())
                            .isTrue();
                }));
    }

    @Test
    void a_planted_cycle_is_seen() {
        // event uses run in the planted class; run uses event in the application.
        var classes = new ClassFileImporter().importPackages("io.agentrunner.event", "io.agentrunner.run");
        assertThat(Rules.all().get("no_cycles").evaluate(classes).hasViolation())
                .isTrue();
    }

    @Test
    void a_sentence_of_javadoc_begins_with_its_subject() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .allSatisfy(file -> assertThat(Javadoc.read(file).sentencesWithoutSubject())
                            .as("%s", file)
                            .isEmpty());
        }
    }

    @Test
    void a_planted_sentence_without_a_subject_is_seen() {
        var planted = new Javadoc("/** Ends a run. What is left\n * is lost.\n *\n * @param run Who ends */");
        assertThat(planted.sentencesWithoutSubject()).hasSize(2);
    }

    @Test
    void the_rules_see_the_whole_application() {
        assertThat(APPLICATION).hasSizeGreaterThan(60);
    }
}
