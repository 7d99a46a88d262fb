package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.desired.Example;
import dev.towline.desired.MemoryFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationTest {
    @Test
    void the_example_has_no_problems() {
        assertEquals(List.of(), problems(Example.repo()));
    }

    @Test
    void every_mistake_of_every_file_is_told_at_once_with_its_place() {
        List<String> problems = problems(Example.repo().edit("towline.yaml", "removalCap: 12", "removalCapp: 12")
                .edit("sites/ysc/site.yaml", "domain:", "domian:")
                .edit("hosts/soar-1.yaml", "[nginx, postgresql, motd]", "[ngnix]"));
        assertEquals(List.of("hosts/soar-1.yaml:1:14: there is no component 'ngnix'; did you mean 'nginx'?",
                "sites/ysc/site.yaml:1:1: 'domain' is missing; it says: the name that the site answers to, for instance ysc.example.org",
                "sites/ysc/site.yaml:1:1: unknown key 'domian'; did you mean 'domain'?",
                "templates/nginx-site/component.yaml:8:16: there is no validator 'nginx'; there is none",
                "towline.yaml:3:13: unknown key 'removalCapp'; did you mean 'removalCap'?"), problems);
    }

    @Test
    void a_template_mistake_is_found_without_a_host() {
        List<String> problems = problems(
                Example.repo().edit("components/motd/component.yaml", "admin_mail", "admin_male"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().startsWith("components/motd/component.yaml:8"), problems.getFirst());
    }

    @Test
    void a_validator_that_nobody_has_is_named() {
        List<String> problems = problems(Example.repo(),
                Example.shipped().edit("nginx-site/component.yaml", "validator: nginx", "validator: ngnix"));
        assertEquals(List.of(
                "templates/nginx-site/component.yaml:8:16: there is no validator 'ngnix'; did you mean 'nginx'?"),
                problems);
    }

    @Test
    void two_sites_that_write_one_file_are_told_apart_only_after_rendering() {
        List<String> problems = problems(Example.repo(),
                Example.shipped().edit("nginx-site/component.yaml", "sites-enabled/{{ site.name }}.conf",
                        "sites-enabled/app.conf"));
        assertEquals(2, problems.size(), problems.toString());
        assertTrue(problems.getFirst().contains("/etc/nginx/sites-enabled/app.conf is also claimed by the site ysc"),
                problems.getFirst());
    }

    private static List<String> problems(MemoryFiles repo) {
        return problems(repo, Example.shipped());
    }

    private static List<String> problems(MemoryFiles repo, MemoryFiles shipped) {
        return Validation.of(repo, shipped).stream().map(Object::toString).toList();
    }
}
