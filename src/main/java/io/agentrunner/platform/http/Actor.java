package io.agentrunner.platform.http;

import jakarta.enterprise.context.RequestScoped;

/** The author of the request under way, by name: each verb of an operator notes it. */
@RequestScoped
public class Actor {
    /** Every caller while access is open. */
    public static final String OPERATOR = "operator";

    private String name = OPERATOR;
    private String address = "";

    /** Sets the network address of the client. */
    public void comesFrom(String client) {
        address = client;
    }

    /** Sets the name of the author; null: nobody signed in. */
    public void is(String author) {
        name = author;
    }

    /** The name of a key, or of a person or service at the identity provider; null if nobody signed in. */
    public String name() {
        return name;
    }

    /** The network address of the client, or of the last proxy before this server. */
    public String address() {
        return address;
    }
}
