package io.agentrunner.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.platform.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places();

    @Test
    void a_lane_that_is_full_refuses_and_the_others_go_on() {
        for (var i = 0; i < Lane.PROBES.places(); i++) {
            places.enter(Lane.PROBES);
        }
        assertThatThrownBy(() -> places.enter(Lane.PROBES))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("probes");
        places.enter(Lane.SEARCHES);
        places.leave(Lane.PROBES);
        places.enter(Lane.PROBES);
    }

    @Test
    void the_worker_needs_no_place() {
        for (var i = 0; i < 1000; i++) {
            places.enter(Lane.WORKER);
        }
    }

    @Test
    void a_lane_ends_with_its_work() {
        assertThat(Lane.current()).isEqualTo(Lane.WORKER);
        var inner = Lane.READS.run(() -> Lane.SEARCHES.run(Lane::current) + " in " + Lane.current());
        assertThat(inner).isEqualTo("SEARCHES in READS");
        assertThat(Lane.current()).isEqualTo(Lane.WORKER);
    }

    @Test
    void the_pool_of_requests_has_more_connections_than_there_are_places() throws IOException {
        var file = Files.readString(Path.of("server-config/payara-micro.asadmin"));
        var pool = Pattern.compile("--maxpoolsize=(\\d+) .* agentrunner-requests$", Pattern.MULTILINE)
                .matcher(file);
        assertThat(pool.find()).isTrue();
        assertThat(Arrays.stream(Lane.values())
                        .filter(Lane::isOfRequests)
                        .mapToInt(Lane::places)
                        .sum())
                .isLessThan(Integer.parseInt(pool.group(1)));
    }
}
