package io.agentrunner.agents;

import io.agentrunner.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Where the folders of projects are. Thread-safe. */
@ApplicationScoped
public class Workspaces {
    @Inject
    private Settings settings;

    /**
     * Returns the folder of a project: its path, relative to {@code workspace.root}, or {@code project-ID} there if it has
     * no path. Symbolic links are resolved. The folder may not exist yet.
     *
     * @throws IllegalArgumentException if the folder lies outside {@code workspace.roots} or cannot be resolved
     */
    public Path folder(long projectId, String localPath) {
        return folder(settings.workspaceRoot(), settings.workspaceRoots(), projectId, localPath);
    }

    static Path folder(Path root, List<Path> roots, long projectId, String localPath) {
        var given = localPath == null || localPath.isBlank() ? "project-" + projectId : localPath;
        var path = root.resolve(given).normalize();
        try {
            var folder = real(path);
            for (var allowed : roots) {
                if (folder.startsWith(real(allowed))) {
                    return folder;
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The project's folder %s cannot be resolved within workspace.roots (%s): %s"
                            .formatted(path, roots, e),
                    e);
        }
        throw new IllegalArgumentException(
                "The project's folder %s lies outside workspace.roots (%s).".formatted(path, roots));
    }

    /**
     * Resolves the links in the deepest existing part of a path and appends the rest. A dangling link counts as
     * existing.
     */
    private static Path real(Path path) throws IOException {
        var existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing.toRealPath().resolve(existing.relativize(path)).normalize();
    }
}
