package io.agentrunner.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST interface stands at the root of the server. */
@ApplicationPath("/")
public class Rest extends Application {}
