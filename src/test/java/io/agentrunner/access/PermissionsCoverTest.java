package io.agentrunner.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.servlet.annotation.WebServlet;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No resource and no servlet is without a row in the table of permissions: it would need an admin, by no decision. */
class PermissionsCoverTest {
    @Path("planted")
    static class Planted {
        @jakarta.ws.rs.GET
        @Path("{id}/deep")
        public String find() {
            return "";
        }
    }

    @WebServlet({"/planted", "/planted/*"})
    static class PlantedServlet extends jakarta.servlet.http.HttpServlet {}

    @Test
    void each_resource_and_servlet_has_a_row() {
        var application = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.agentrunner");
        var requests =
                application.stream().flatMap(PermissionsCoverTest::requests).toList();
        assertThat(requests).hasSizeGreaterThan(40).contains("GET /runs/x/events", "GET /openapi/x");
        assertThat(requests).allMatch(PermissionsCoverTest::hasRow);
    }

    @Test
    void a_planted_resource_and_servlet_are_seen() {
        var planted = new ClassFileImporter()
                .importClasses(Planted.class, PlantedServlet.class).stream()
                        .flatMap(PermissionsCoverTest::requests)
                        .toList();
        assertThat(planted)
                .containsExactlyInAnyOrder("GET /planted/x/deep", "GET /planted", "GET /planted/x")
                .noneMatch(PermissionsCoverTest::hasRow);
    }

    private static boolean hasRow(String request) {
        var parts = request.split(" ", 2);
        return Permission.first(Permissions.TABLE, parts[0], Permission.segments(parts[1]))
                .filter(row -> !row.pattern().equals("/**"))
                .isPresent();
    }

    /** Of a class, with x for each variable. */
    private static Stream<String> requests(JavaClass type) {
        var servlet = type.isAnnotatedWith(WebServlet.class)
                ? Stream.of(type.getAnnotationOfType(WebServlet.class).value())
                        .map(pattern -> "GET " + pattern.replace("*", "x"))
                : Stream.<String>empty();
        return type.isAnnotatedWith(Path.class)
                ? type.getMethods().stream().flatMap(method -> requests(type, method))
                : servlet;
    }

    private static Stream<String> requests(JavaClass type, JavaMethod method) {
        var path = method.isAnnotatedWith(Path.class)
                ? "/" + method.getAnnotationOfType(Path.class).value()
                : "";
        var whole = ("/" + type.getAnnotationOfType(Path.class).value() + path)
                .replaceAll("\\{[^}]+}", "x")
                .replaceAll("/+", "/");
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation
                                .getRawType()
                                .getAnnotationOfType(HttpMethod.class)
                                .value() + " " + whole);
    }
}
