package io.agentrunner.platform.http;

/** The name of who asks. Each verb of an operator takes it and notes it. */
public final class Actor {
    /** Every caller, until requests carry a name. */
    public static final String OPERATOR = "operator";

    private Actor() {}
}
