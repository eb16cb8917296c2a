package io.agentrunner.system;

import io.agentrunner.launcher.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The delivered application, with agents of a test in an added library. */
final class MoreAgents {
    private MoreAgents() {}

    /** Returns the installation for nodes: that of the build or, with agents, a copy in this folder. */
    static Installation installation(Path folder, Class<?>... agents) {
        var built = Installation.here();
        if (agents.length == 0) {
            return built;
        }
        try {
            var home = folder.toAbsolutePath().resolve("installation");
            var target = Files.createDirectories(home.resolve("target"));
            Files.createSymbolicLink(target.resolve(built.servers().getFileName()), built.servers());
            Files.createSymbolicLink(home.resolve("server-config"), built.serverConfig());
            var library = ShrinkWrap.create(JavaArchive.class, "more-agents.jar")
                    .addClasses(agents)
                    .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
            ShrinkWrap.create(ZipImporter.class, "agent-runner.war")
                    .importFrom(built.application().toFile())
                    .as(WebArchive.class)
                    .addAsLibraries(library)
                    .as(ZipExporter.class)
                    .exportTo(target.resolve("agent-runner.war").toFile());
            return new Installation(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
