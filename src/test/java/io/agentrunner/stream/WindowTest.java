package io.agentrunner.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The newest frames of a watched run: those that follow a cursor, and those that are kept. */
class WindowTest {
    private static final int SIZE = 100;

    private static List<Frame> frames(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> new Frame(id, ByteBuffer.allocate(SIZE), 0))
                .toList();
    }

    private static List<Integer> idsAfter(Window window, int cursor) {
        return IntStream.rangeClosed(cursor, window.last())
                .mapToObj(window::after)
                .takeWhile(frame -> frame != null)
                .map(Frame::id)
                .toList();
    }

    @Test
    void a_window_has_the_frame_after_each_cursor_that_is_not_behind_it() {
        var window = Window.empty(10, false).and(frames(11, 13), false, 1000);
        assertThat(window.isBehind(9)).isTrue();
        assertThat(window.isBehind(10)).isFalse();
        assertThat(idsAfter(window, 10)).containsExactly(11, 12, 13);
        assertThat(window.after(12).id()).isEqualTo(13);
        assertThat(window.after(13)).isNull();
        assertThat(window.after(99)).isNull();
        assertThat(window.isBehind(99)).isFalse();
    }

    @Test
    void an_empty_window_leaves_all_to_the_database() {
        var window = Window.empty(3, true);
        assertThat(window.isBehind(2)).isTrue();
        assertThat(window.isBehind(3)).isFalse();
        assertThat(window.after(3)).isNull();
    }

    @Test
    void a_window_keeps_the_newest_frames_that_fit() {
        var window = Window.empty(0, false);
        for (var id = 1; id <= 50; id++) {
            window = window.and(frames(id, id), false, 10 * SIZE);
            assertThat(window.frames()).hasSizeLessThanOrEqualTo(10);
            assertThat(window.last()).isEqualTo(id);
        }
        assertThat(idsAfter(window, 40))
                .isEqualTo(IntStream.rangeClosed(41, 50).boxed().toList());
        assertThat(window.isBehind(39)).isTrue();
        assertThat(window.within(3 * SIZE).frames()).extracting(Frame::id).containsExactly(48, 49, 50);
        assertThat(window.within(SIZE - 1).frames()).isEmpty();
        assertThat(window.within(SIZE - 1).isBehind(49)).isTrue();
    }
}
