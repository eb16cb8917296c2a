package io.agentrunner.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project's folder lies in the roots, with any links on its path. */
class WorkspacesTest {
    @TempDir
    private Path folder;

    private Path root;
    private Path outside;

    @BeforeEach
    void make_folders() throws IOException {
        folder = folder.toRealPath();
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
    }

    private Path folder(String localPath) {
        return Workspaces.folder(root, List.of(root), 7, localPath);
    }

    @Test
    void a_path_that_is_there_or_not_yet_lies_in_the_root() throws IOException {
        Files.createDirectory(root.resolve("there"));
        assertThat(folder("there")).isEqualTo(root.resolve("there"));
        assertThat(folder("not/yet")).isEqualTo(root.resolve("not/yet"));
        assertThat(folder(null)).isEqualTo(root.resolve("project-7"));
        assertThat(folder(root.toString())).isEqualTo(root);
    }

    @Test
    void a_path_that_leads_out_is_refused() {
        for (var path : List.of("..", "../outside", "a/../../outside", outside.toString(), "/")) {
            assertThatThrownBy(() -> folder(path)).as(path).hasMessageContaining("outside workspace.roots");
        }
    }

    @Test
    void a_link_that_leads_out_is_refused_also_on_the_way_to_what_is_not_there() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("up"), Path.of("../outside"));
        for (var path : List.of("out", "out/deep/er", "up", "up/new")) {
            assertThatThrownBy(() -> folder(path)).as(path).hasMessageContaining("outside workspace.roots");
        }
    }

    @Test
    void a_link_to_nothing_is_refused_since_it_may_lead_out_later() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), folder.resolve("later"));
        assertThatThrownBy(() -> folder("dangling")).hasMessageContaining("workspace.roots");
        assertThatThrownBy(() -> folder("dangling/below")).hasMessageContaining("workspace.roots");
    }

    @Test
    void a_link_in_a_circle_is_refused() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));
        assertThatThrownBy(() -> folder("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_link_that_stays_inside_is_followed() throws IOException {
        Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(root.resolve("name"), root.resolve("real"));
        assertThat(folder("name/new")).isEqualTo(root.resolve("real/new"));
    }

    @Test
    void a_root_may_be_a_link_itself_and_need_not_be_there_yet() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), root);
        assertThat(Workspaces.folder(link, List.of(link), 7, "new")).isEqualTo(root.resolve("new"));
        var later = folder.resolve("later");
        assertThat(Workspaces.folder(later, List.of(later), 7, "new")).isEqualTo(later.resolve("new"));
    }
}
