package io.agentrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentrunner.access.Caller;
import io.agentrunner.platform.http.Query;
import io.agentrunner.platform.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import org.junit.jupiter.api.Test;

class RunSearchTest {
    @Test
    void values_are_bound_and_statuses_stand_in_the_text() {
        var search = search("status", "FAILED", "agent", "x' or true --", "metadata.k", "v'");
        assertThat(search.sql())
                .contains("r.status in ('FAILED')")
                .doesNotContain("or true")
                .doesNotContain("v'");
        assertThat(search.parameters()).contains("x' or true --", "{\"k\":\"v'\"}");
    }

    @Test
    void a_text_is_looked_for_among_a_bounded_number_of_runs_and_taken_literally() {
        var search = search("q", "50%_\\", "project_id", "7");
        assertThat(search.sql()).contains("limit 100000").contains("order by r.id desc limit 12");
        assertThat(search.parameters()).contains("%50\\%\\_\\\\%");
    }

    @Test
    void a_metadata_value_matches_as_text_and_as_what_it_reads_like() {
        assertThat(search("metadata.n", "3").parameters()).containsExactly("{\"n\":\"3\"}", "{\"n\":3}");
        assertThat(search("metadata.n", "three").parameters()).containsExactly("{\"n\":\"three\"}");
    }

    @Test
    void an_unknown_status_names_those_there_are() {
        assertThatThrownBy(() -> search("status", "DONE"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("QUEUED, RUNNING, PAUSED, COMPLETED, FAILED, STOPPED");
    }

    private static RunSearch search(String... pairs) {
        var values = new MultivaluedHashMap<String, String>();
        for (var i = 0; i < pairs.length; i += 2) {
            values.add(pairs[i], pairs[i + 1]);
        }
        return new RunSearch(RunFilter.of(new Query(values), Caller.OPEN), 11, RunDetail.BRIEF);
    }
}
