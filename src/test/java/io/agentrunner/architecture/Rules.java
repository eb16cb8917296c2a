package io.agentrunner.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The structure of the application in ARCHITECTURE.md, as rules that the build checks. */
final class Rules {
    private static final String ROOT = "io.agentrunner.";

    /** Each package with the packages of this project that it may use. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("platform", Set.of()),
            Map.entry("signal", Set.of("platform")),
            Map.entry("access", Set.of("platform", "signal", "settings", "gate")),
            Map.entry("settings", Set.of("platform", "signal")),
            Map.entry("gate", Set.of("platform", "settings")),
            Map.entry("console", Set.of()),
            Map.entry("event", Set.of("platform")),
            Map.entry("project", Set.of("platform", "access")),
            Map.entry("agent", Set.of()),
            Map.entry("agents", Set.of("platform", "settings", "agent")),
            Map.entry("node", Set.of("platform", "signal", "settings", "agents", "access")),
            Map.entry("run", Set.of("platform", "settings", "event", "agents", "access")),
            Map.entry("submit", Set.of("platform", "settings", "event", "agents", "run", "access")),
            Map.entry("journal", Set.of("platform", "settings", "event", "agent", "node", "run")),
            Map.entry(
                    "claim",
                    Set.of("platform", "settings", "event", "agent", "agents", "node", "run", "submit", "journal")),
            Map.entry(
                    "worker",
                    Set.of(
                            "platform",
                            "signal",
                            "settings",
                            "event",
                            "agent",
                            "agents",
                            "node",
                            "run",
                            "submit",
                            "journal",
                            "claim")),
            Map.entry("stream", Set.of("platform", "settings", "access", "event", "run")),
            Map.entry("server", Set.of()),
            Map.entry("launcher", Set.of("settings", "server")),
            Map.entry("verify", Set.of("launcher")),
            Map.entry("admin", Set.of("launcher", "access")),
            Map.entry("bench", Set.of("platform", "launcher")),
            Map.entry("tour", Set.of("launcher")));

    /** Packages beside the application, which are not in the WAR. */
    private static final String[] OUTSIDE = Stream.of("server", "launcher", "verify", "admin", "bench", "tour")
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);

    private Rules() {}

    static Map<String, ArchRule> all() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("no_cycles", slices().matching(ROOT + "(*)..").should().beFreeOfCycles());
        MAY_USE.forEach((name, used) -> rules.put("dependencies_of_" + name, dependencies(name, used)));
        rules.put(
                "the_contract_of_agents_needs_only_java_and_jackson",
                classes()
                        .that()
                        .resideInAPackage(ROOT + "agent")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(ROOT + "agent", "java..", "com.fasterxml.jackson.."));
        rules.put("every_package_has_its_place", classes().should(be(inKnownPackage())));
        rules.put(
                "entities_and_repositories_are_package_private",
                classes()
                        .that()
                        .areAnnotatedWith(Entity.class)
                        .or()
                        .haveSimpleNameEndingWith("Repository")
                        .should()
                        .bePackagePrivate());
        rules.put(
                "only_repositories_touch_the_entity_manager",
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Repository")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + "platform.sql.Sql")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(EntityManager.class));
        rules.put(
                "resources_carry_no_transaction",
                classes().that().areAnnotatedWith(Path.class).should(be(thin())));
        rules.put(
                "timers_run_outside_transactions_and_are_not_persistent",
                methods().that().areAnnotatedWith(Schedule.class).should(be(soundTimer())));
        rules.put("no_local_clock_decides", noLocalClock());
        rules.put(
                "names_say_what_a_thing_is",
                noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Service)"));
        return rules;
    }

    private static ArchRule dependencies(String name, Set<String> used) {
        var forbidden = new TreeSet<>(MAY_USE.keySet());
        forbidden.removeAll(used);
        forbidden.remove(name);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        forbidden.stream().map(other -> ROOT + other + "..").toArray(String[]::new))
                .allowEmptyShould(true);
    }

    private static ArchRule noLocalClock() {
        var rule = noClasses()
                .that()
                .resideOutsideOfPackages(OUTSIDE)
                .and()
                // The issuer of a token, not the database, sets its times.
                .doNotHaveFullyQualifiedName(ROOT + "access.token.Tokens")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone");
        for (var type : List.of(
                Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class)) {
            rule = rule.orShould().callMethod(type, "now");
        }
        return rule.orShould().callConstructor(Date.class);
    }

    private static DescribedPredicate<JavaClass> inKnownPackage() {
        return DescribedPredicate.describe(
                "in a package that the dependency order names",
                type -> MAY_USE.keySet().stream()
                        .anyMatch(name -> (type.getPackageName() + ".").startsWith(ROOT + name + ".")));
    }

    private static DescribedPredicate<JavaClass> thin() {
        return DescribedPredicate.describe("thin: no EJB and no transaction of its own", type -> {
            var annotations =
                    List.of(Stateless.class, Singleton.class, Transactional.class, TransactionAttribute.class);
            return annotations.stream()
                    .noneMatch(a -> type.isAnnotatedWith(a)
                            || type.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(a)));
        });
    }

    private static DescribedPredicate<JavaMethod> soundTimer() {
        return DescribedPredicate.describe("NOT_SUPPORTED and persistent = false", method -> {
            var owner = method.getOwner();
            var outside = owner.isAnnotatedWith(TransactionAttribute.class)
                    && owner.getAnnotationOfType(TransactionAttribute.class).value()
                            == TransactionAttributeType.NOT_SUPPORTED;
            return outside && !method.getAnnotationOfType(Schedule.class).persistent();
        });
    }
}
