package io.agentrunner.access;

/** A sign-in at the console: one of the two. */
public record SignIn(String key, String token) {}
