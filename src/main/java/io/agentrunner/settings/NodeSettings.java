package io.agentrunner.settings;

import java.util.List;

/** The settings of the node itself and of its database. {@link Settings} reads them. */
final class NodeSettings {
    static final Setting<String> NODE_NAME =
            Setting.label("node.name", "node", 100, "a text", false, "the node's name in GET /nodes");
    static final Setting<String> NODE_URL =
            Setting.label("node.url", "", 500, "a URL", false, "the node's address in GET /nodes");
    static final Setting<String> DATABASE_URL =
            Setting.text("database.url", "", "a JDBC URL of PostgreSQL", false, "the address of the database");
    static final Setting<String> DATABASE_USER =
            Setting.text("database.user", "", "a text", false, "the role with which the node logs in to the database");
    static final Setting<String> DATABASE_PASSWORD =
            Setting.secret("database.password", "a text", "the password of that role");

    static final List<Setting<?>> ALL = List.of(NODE_NAME, NODE_URL, DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD);

    private NodeSettings() {}
}
