package io.agentrunner.admin;

import io.agentrunner.access.Role;
import io.agentrunner.access.Secret;
import io.agentrunner.launcher.Database;
import io.agentrunner.launcher.ExternalDatabase;
import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.Options;
import io.agentrunner.launcher.RunningDatabase;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * {@code make key NAME=… ROLE=… [PROJECTS=1,2]}: creates an access key and prints it, once. Needs the database, not a running
 * node: nodes find a new key at its first use.
 */
public final class NewKey {
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNIQUE_VIOLATION = "23505";

    private final String name;
    private final Role role;
    private final String projects;

    private NewKey(String name, Role role, String projects) {
        this.name = name;
        this.role = role;
        this.projects = projects;
    }

    public static void main(String[] args) {
        try {
            var key = from(System.getenv());
            System.out.println(RunningDatabase.use(Options.from(System.getenv()), key::create));
        } catch (LaunchFailure | UncheckedIOException e) {
            System.err.println("Agent Runner: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Reads NAME, ROLE and PROJECTS.
     *
     * @throws LaunchFailure if one is not accepted
     */
    static NewKey from(Map<String, String> environment) {
        var name = Options.value(environment, "NAME")
                .filter(text -> text.length() <= 200)
                .orElseThrow(() -> new LaunchFailure("NAME= must have 1 to 200 characters: who uses the key."));
        var role = Options.value(environment, "ROLE")
                .flatMap(Role::named)
                .orElseThrow(() -> new LaunchFailure("ROLE= must be viewer, submitter, operator or admin."));
        var projects = Options.value(environment, "PROJECTS").orElse(null);
        if (projects != null && !projects.matches("[1-9]\\d{0,17}(,[1-9]\\d{0,17})*")) {
            throw new LaunchFailure("PROJECTS=" + projects + " must be ids of projects with commas between them.");
        }
        if (projects != null && !role.limitable()) {
            throw new LaunchFailure("ROLE=" + role + " has every project: leave PROJECTS= out.");
        }
        return new NewKey(name, role, projects);
    }

    private String create(Database database) {
        var secret = Secret.create();
        try (var session = DriverManager.getConnection(database.url(), database.user(), database.password());
                var insert = session.prepareStatement("""
                        with added as (
                          insert into access_key (name, role, projects, secret_hash, created_by)
                          values (?, ?, cast(? as bigint[]), ?, 'make key') returning id
                        ), audited as (
                          insert into audit (actor, address, action, target, detail)
                          values ('make key', 'localhost', 'key.created', ?, ?))
                        select id from added""")) {
            insert.setString(1, name);
            insert.setString(2, role.toString());
            insert.setString(3, projects == null ? null : "{" + projects + "}");
            insert.setString(4, Secret.hash(secret));
            insert.setString(5, name);
            insert.setString(6, "role " + role);
            try (var added = insert.executeQuery()) {
                added.next();
                return Secret.key(added.getLong(1), secret);
            }
        } catch (SQLException e) {
            throw new LaunchFailure(reason(e, database), e);
        }
    }

    private String reason(SQLException e, Database database) {
        return switch (String.valueOf(e.getSQLState())) {
            case UNIQUE_VIOLATION -> "There is a key named \"" + name + "\" already; choose another NAME=.";
            case UNDEFINED_TABLE ->
                "The database holds no tables of this version: " + database + "; start a node once.";
            default -> "The key was not created in " + database + ": " + ExternalDatabase.firstLine(e);
        };
    }
}
