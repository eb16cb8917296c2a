package io.agentrunner.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementFileTest {
    private static StatementFile.Named one(String file) {
        var found = StatementFile.parse(file);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void a_statement_has_a_name_parameters_and_its_text_without_comments() {
        var named = one("""
                -- About the file.

                -- name: A.find
                -- takes: id, most
                -- takes: names
                -- Why it is so.
                select *
                -- of all
                from a where id = :id and name = any(:names) or id = :id limit :most
                """);
        assertThat(named.name()).isEqualTo("A.find");
        assertThat(named.parameters()).containsExactly("id", "most", "names");
        assertThat(named.text())
                .isEqualTo("select *\nfrom a where id = :id and name = any(:names) or id = :id limit :most");
        assertThat(named.positional())
                .isEqualTo("select *\nfrom a where id = ?1 and name = any(?3) or id = ?1 limit ?2");
        assertThat(named.jdbc()).isEqualTo("select *\nfrom a where id = ? and name = any(?) or id = ? limit ?");
        assertThat(named.places()).containsExactly("id", "names", "id", "most");
        assertThat(named.with(List.of("7", "$1", "'{}'")))
                .isEqualTo("select *\nfrom a where id = 7 and name = any('{}') or id = 7 limit $1");
    }

    @Test
    void several_statements_stand_in_one_file() {
        var found = StatementFile.parse("-- name: A\nselect 1\n\n-- name: B\n-- takes: x\nselect :x\n");
        assertThat(found).extracting(StatementFile.Named::name).containsExactly("A", "B");
        assertThat(found).extracting(StatementFile.Named::text).containsExactly("select 1", "select :x");
    }

    @Test
    void casts_and_formats_are_no_parameters() {
        assertThat(one("-- name: A\nselect now()::date, to_char(now(), 'HH24:MI:SS'), a[:2]")
                        .parameters())
                .isEmpty();
    }

    @Test
    void a_parameter_that_is_not_used_or_not_listed_is_refused_with_both_lists() {
        assertThatThrownBy(() -> StatementFile.parse("-- name: A\n-- takes: x, z\nselect :x, :y"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("statement A")
                .hasMessageContaining("[x, z]")
                .hasMessageContaining("y");
    }

    @Test
    void every_statement_of_the_application_can_be_read_and_has_a_name_of_its_own() {
        var all = StatementFile.all();
        assertThat(all).hasSizeGreaterThan(40);
        assertThat(new HashSet<>(all.stream().map(StatementFile.Named::name).toList()))
                .hasSameSizeAs(all);
        assertThat(StatementFile.find("Run.claim").parameters()).contains("place");
        assertThatThrownBy(() -> StatementFile.find("No.such")).hasMessage("No statement is named No.such.");
    }
}
