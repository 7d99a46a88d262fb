package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import dev.towline.desired.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictsTest {
    private static final String WAY_OUT = "; change one of them, or leave one out";

    @Test
    void two_sites_on_one_database_are_both_told() {
        MemoryFiles shipped = Example.shipped().edit("postgresql-database/component.yaml", "name: \"{{ site.user }}\"",
                "name: club");
        assertEquals(List.of("sites/staging/site.yaml: the database club is also claimed by the site ysc" + WAY_OUT,
                "sites/ysc/site.yaml: the database club is also claimed by the site staging" + WAY_OUT),
                problems(shipped));
    }

    @Test
    void a_site_never_takes_a_path_from_the_host_and_the_host_does_not_wait_for_it() {
        MemoryFiles shipped = Example.shipped().with("timers/component.yaml",
                "files: [ { path: /etc/motd, content: mine } ]\n");
        assertEquals(
                List.of("sites/ysc/site.yaml: the path /etc/motd is also claimed by the host's own components"
                        + WAY_OUT),
                problems(shipped));
    }

    @Test
    void a_folder_that_two_sites_want_alike_is_no_conflict_and_one_wanted_in_two_ways_is() {
        MemoryFiles alike = Example.shipped().edit("nginx-site/component.yaml", "directories:",
                "directories:\n  - { path: /var/cache/shared, mode: \"0750\" }");
        assertEquals(List.of(), problems(alike));
        alike.edit("nginx-site/component.yaml", "shared, mode: \"0750\" }", "shared, owner: \"{{ site.user }}\" }");
        assertEquals(2, problems(alike).size());
    }

    private static List<String> problems(MemoryFiles shipped) {
        return Validation.of(Example.repo(), shipped).stream().map(Problem::toString).toList();
    }
}
