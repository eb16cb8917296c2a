package io.agentrunner.inside;

import io.agentrunner.container.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test against the one deployment; inside the server, or from outside with {@code @RunAsClient}. */
@ExtendWith(ArquillianExtension.class)
public abstract class ContainerTest {
    @Deployment
    public static WebArchive deployment() {
        return TestWar.create();
    }
}
