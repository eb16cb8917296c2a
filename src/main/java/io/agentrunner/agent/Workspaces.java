package io.agentrunner.agent;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;

/** Where the folders of projects are. Thread-safe. */
@ApplicationScoped
public class Workspaces {
    @Inject
    private Settings settings;

    /**
     * The folder of a project: its path, against {@code workspace.root} when it is relative; {@code project-ID} there when
     * it has none.
     *
     * @throws IllegalArgumentException when that lies outside {@code workspace.roots}
     */
    public Path folder(long projectId, String localPath) {
        var given = localPath == null || localPath.isBlank() ? "project-" + projectId : localPath;
        var folder = settings.workspaceRoot().resolve(given).normalize();
        var roots = settings.workspaceRoots();
        if (roots.stream().noneMatch(folder::startsWith)) {
            throw new IllegalArgumentException(
                    "The project's folder %s lies outside workspace.roots (%s).".formatted(folder, roots));
        }
        return folder;
    }
}
