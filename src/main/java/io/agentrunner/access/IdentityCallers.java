package io.agentrunner.access;

import io.agentrunner.access.token.Verification.Identity;
import io.agentrunner.settings.IdentitySettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The callers that people and services of the identity provider are, by their groups: the highest role of {@code
 * access.roles.*} that one of them has, and the projects of {@code access.projects} that they have together, if there are any.
 * Thread-safe.
 */
@ApplicationScoped
public class IdentityCallers {
    @Inject
    private IdentitySettings settings;

    /** The caller; empty if no group has a role. */
    public Optional<Caller> of(Identity identity) {
        var roles = settings.roles();
        return Arrays.stream(Role.values())
                .sorted(Comparator.reverseOrder())
                .filter(role -> !Collections.disjoint(roles.getOrDefault(role.toString(), Set.of()), identity.groups()))
                .findFirst()
                .map(role -> new Caller(identity.name(), role, projects(identity.groups())));
    }

    private Optional<Set<Long>> projects(Set<String> groups) {
        var limits = groups.stream()
                .filter(settings.projects()::containsKey)
                .map(settings.projects()::get)
                .toList();
        return limits.isEmpty()
                ? Optional.empty()
                : Optional.of(limits.stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }
}
