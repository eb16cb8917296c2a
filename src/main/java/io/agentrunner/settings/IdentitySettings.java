package io.agentrunner.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of people and services that an identity provider knows. All are read at the start: a setting that changes at
 * runtime would let an operator give himself another role. Thread-safe.
 */
@ApplicationScoped
public class IdentitySettings {
    private static final String NAMES = "names, separated by commas";
    private static final String URL = "an http or https URL";

    private static final Setting<String> ISSUER = Setting.text(
            "mp.jwt.verify.issuer", "", "a text", false, "the exact claim iss of the tokens that are accepted");
    private static final Setting<String> KEY_LOCATION = Setting.text(
            "mp.jwt.verify.publickey.location",
            "",
            "an http, https or file URL, or a path",
            false,
            "the location of the issuer's public keys: a JWK set, a JWK or a PEM file");
    private static final Setting<String> KEY = Setting.text(
            "mp.jwt.verify.publickey",
            "",
            "a JWK set, a JWK or a PEM text",
            false,
            "the issuer's public keys themselves");
    private static final Setting<Set<String>> AUDIENCES = names(
            "mp.jwt.verify.audiences",
            "the audiences of which the claim aud of a token must contain one; tokens need this setting");
    private static final Setting<Integer> CLOCK_SKEW = Setting.whole(
            "mp.jwt.verify.clock.skew",
            "60",
            "seconds",
            0,
            600,
            false,
            "how much the clocks of node and issuer may differ");

    private static final Setting<String> OIDC_ISSUER = Setting.text(
            "access.oidc.issuer", "", URL, false, "the OpenID provider where people sign in to the console");
    private static final Setting<String> OIDC_CLIENT_ID = Setting.text(
            "access.oidc.client.id", "", "a text", false, "the name of this server at the OpenID provider");
    private static final Setting<String> OIDC_CLIENT_SECRET = Setting.secret(
            "access.oidc.client.secret", "a text", "the secret of this client at the OpenID provider, if it has one");

    private static final Setting<String> OIDC_SCOPE = new Setting<>(
            "access.oidc.scope",
            "openid profile",
            "",
            "scopes with openid, separated by spaces",
            false,
            false,
            "the scopes that a sign-in asks the OpenID provider for, so that its tokens name the groups",
            text -> Optional.of(text)
                    .filter(scope -> Arrays.asList(scope.split(" ", -1)).contains("openid")));

    /** By role, the least first. */
    private static final Map<String, Setting<Set<String>>> ROLES = Stream.of("viewer", "submitter", "operator", "admin")
            .collect(Collectors.toMap(
                    role -> role,
                    role -> names("access.roles." + role, "groups of the identity provider with the role " + role),
                    (one, other) -> one,
                    LinkedHashMap::new));

    private static final Setting<Map<String, Set<Long>>> PROJECTS = new Setting<>(
            "access.projects",
            "",
            "",
            "GROUP=ID,ID;GROUP=ID",
            false,
            false,
            "the projects to which groups of the identity provider are limited; a group that is not named sees all",
            IdentitySettings::projects);

    private static final List<Setting<?>> TOKENS = List.of(ISSUER, KEY_LOCATION, KEY, AUDIENCES);

    private static final List<Setting<?>> SIGN_IN = List.of(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET);

    /** In the order of the table in docs/operations.md. */
    static final List<Setting<?>> ALL = Stream.of(
                    TOKENS.stream(),
                    Stream.of(CLOCK_SKEW),
                    SIGN_IN.stream(),
                    Stream.of(OIDC_SCOPE),
                    ROLES.values().stream(),
                    Stream.of(PROJECTS))
            .<Setting<?>>flatMap(settings -> settings)
            .toList();

    private Settings settings;

    /** For the container's proxy. */
    protected IdentitySettings() {}

    @Inject
    IdentitySettings(Settings settings) {
        this.settings = settings;
    }

    /**
     * Which tokens are accepted.
     *
     * @param keys the issuer's keys themselves; empty: they are at the location
     */
    public record Tokens(String issuer, String keyLocation, String keys, Set<String> audiences, Duration clockSkew) {}

    /**
     * Where people sign in.
     *
     * @param clientSecret absent for a public client
     */
    public record SignIn(
            String issuer, String clientId, Optional<String> clientSecret, String scope, Duration clockSkew) {
        @Override
        public String toString() {
            return "SignIn[" + issuer + ", " + clientId + "]";
        }
    }

    /** Which tokens are accepted, if any. */
    public Optional<Tokens> tokens() {
        return Optional.of(new Tokens(
                        settings.value(ISSUER),
                        settings.value(KEY_LOCATION),
                        settings.value(KEY),
                        settings.value(AUDIENCES),
                        clockSkew()))
                .filter(tokens -> !tokens.issuer().isEmpty());
    }

    /** Where people sign in, if anywhere. */
    public Optional<SignIn> signIn() {
        return Optional.of(new SignIn(
                        settings.value(OIDC_ISSUER),
                        settings.value(OIDC_CLIENT_ID),
                        Optional.of(settings.value(OIDC_CLIENT_SECRET)).filter(secret -> !secret.isEmpty()),
                        settings.value(OIDC_SCOPE),
                        clockSkew()))
                .filter(signIn -> !signIn.issuer().isEmpty());
    }

    /** The groups of each role, the least role first: viewer, submitter, operator, admin. */
    public Map<String, Set<String>> roles() {
        var roles = new LinkedHashMap<String, Set<String>>();
        ROLES.forEach((role, setting) -> roles.put(role, settings.value(setting)));
        return roles;
    }

    /** The projects to which a group is limited; a group that is absent sees all. */
    public Map<String, Set<Long>> projects() {
        return settings.value(PROJECTS);
    }

    private Duration clockSkew() {
        return Duration.ofSeconds(settings.value(CLOCK_SKEW));
    }

    /** Returns the fault if one of these settings needs another one that is absent. */
    static Optional<String> fault(Predicate<Setting<?>> given) {
        if (SIGN_IN.stream().anyMatch(given) && !(given.test(OIDC_ISSUER) && given.test(OIDC_CLIENT_ID))) {
            return Optional.of("access.oidc.issuer and access.oidc.client.id go together: set both or neither.");
        }
        if (TOKENS.stream().noneMatch(given)) {
            return Optional.empty();
        }
        var absent = Stream.of(ISSUER, AUDIENCES)
                .filter(Predicate.not(given))
                .map(Setting::key)
                .collect(Collectors.joining(" and "));
        if (!absent.isEmpty()) {
            return Optional.of("Tokens are configured, but " + absent
                    + " not: set the issuer of the tokens and the audience that they name for this server.");
        }
        return given.test(KEY_LOCATION) == given.test(KEY)
                ? Optional.of("Tokens need mp.jwt.verify.publickey.location or mp.jwt.verify.publickey, and not both.")
                : Optional.empty();
    }

    /** As lists of MicroProfile Config: a comma inside a name stands behind a backslash. */
    private static Setting<Set<String>> names(String key, String meaning) {
        return new Setting<>(
                key,
                "",
                "",
                NAMES,
                false,
                false,
                meaning,
                text -> Optional.of(names(text)).filter(names -> text.isEmpty() || !names.isEmpty()));
    }

    private static Set<String> names(String text) {
        return Arrays.stream(text.split("(?<!\\\\),"))
                .map(name -> name.replace("\\,", ",").strip())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The last = counts, since the name of a group may have some. */
    private static Optional<Map<String, Set<Long>>> projects(String text) {
        var projects = new HashMap<String, Set<Long>>();
        for (var part : text.split(";", -1)) {
            if (part.isBlank()) {
                continue;
            }
            var sign = part.lastIndexOf('=');
            var ids = part.substring(sign + 1).strip();
            if (sign < 1
                    || part.substring(0, sign).isBlank()
                    || !ids.matches("[1-9][0-9]{0,17}(\\s*,\\s*[1-9][0-9]{0,17})*")) {
                return Optional.empty();
            }
            Arrays.stream(ids.split(","))
                    .map(id -> Long.valueOf(id.strip()))
                    .forEach(id -> projects.computeIfAbsent(
                                    part.substring(0, sign).strip(), group -> new LinkedHashSet<>())
                            .add(id));
        }
        return Optional.of(projects);
    }
}
