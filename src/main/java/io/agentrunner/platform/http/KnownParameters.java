package io.agentrunner.platform.http;

import io.agentrunner.platform.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/** Refuses query parameters that are not named in the {@link Takes} of the resource method. */
@Provider
public class KnownParameters implements ContainerRequestFilter {
    private static final String ANY_KEY = ".KEY";

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        var given = request.getUriInfo().getQueryParameters().keySet();
        if (given.isEmpty() || resource.getResourceMethod() == null) {
            return;
        }
        var takes = resource.getResourceMethod().getAnnotation(Takes.class);
        if (takes != null && takes.unlessBody() && request.hasEntity()) {
            return;
        }
        refuseUnknown(given, takes == null ? List.of() : List.of(takes.value()));
    }

    /** Refuses with 400 those that are not known. */
    public static void refuseUnknown(Iterable<String> given, List<String> known) {
        for (var name : given) {
            if (known.stream().noneMatch(one -> matches(one, name))) {
                throw ProblemException.badRequest("There is no query parameter \"%s\" here; %s."
                                .formatted(
                                        name,
                                        known.isEmpty()
                                                ? "this address takes none"
                                                : "there are " + String.join(", ", known)))
                        .field(name, "is not known");
            }
        }
    }

    private static boolean matches(String known, String name) {
        if (!known.endsWith(ANY_KEY)) {
            return known.equals(name);
        }
        return Query.key(known.substring(0, known.length() - ANY_KEY.length()), name) != null;
    }
}
