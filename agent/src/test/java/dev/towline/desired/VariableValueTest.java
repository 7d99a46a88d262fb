package dev.towline.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableValueTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            size          | 400M        | 1 G
            nginx-size    | 20m         | 20m;
            duration      | 15min       | 15 parsecs
            nginx-time    | 1m30s       | 15min
            path          | /opt/a/b    | /opt/../etc
            path          | /opt/a      | /opt/a b
            path          | /opt/a      | /opt//a
            relative-path | a/b         | ../a
            url-path      | /static/    | /
            url-path      | /a/b/       | /media
            url-path      | /static/    | https://cdn.example.org/
            url-path      | /static/    | /.well-known/acme-challenge/
            url-path      | /static/    | /a/../b/
            url           | https://a.b | https://a.b --deploy-hook=x
            database-url  | sqlite:////a| a b
            domain        | a.example   | a.example;
            email         | a@b.example | a@b.example --deploy-hook=x
            network       | 10.0.0.0/8  | 10.0.0.0/33
            network       | 2001:db8::/32 | 2001:db8::/129
            network       | ::1         | 1::2::3
            network       | 1.2.3.4     | 1.2.3.256
            network       | 1:2:3:4:5:6:7:8 | 1:2:3
            regex         | ^POST /a    | a"b
            regex         | [a-z]+      | [a-z
            regex         | a\\\\       | a\\
            command       | manage.py x | manage.py x ; +/bin/sh
            command       | manage.py 'a b' | manage.py 'a b
            command       | manage.py x | manage.py x \\
            calendar      | *:0/15      | *:0/15#
            dotted-name   | club.wsgi:application | club.wsgi --reload
            env-name      | A_B         | A-B
            secret-name   | smtp_password | Smtp
            identifier    | ysc-2       | Ysc
            header-name   | X-A         | X A
            header-value  | a; b "c"    | $request_id
            nginx-value   | off         | off;
            name          | login       | a b
            """)
    void a_form_takes_what_a_template_can_hold_and_nothing_else(String type, String good, String bad) {
        assertEquals(0, mistakes(type, good).size(), good);
        assertEquals(1, mistakes(type, bad).size(), bad);
    }

    @ParameterizedTest
    @EnumSource(names = "TEXT", mode = EnumSource.Mode.EXCLUDE)
    void no_form_of_one_line_takes_a_control_character(VariableForm form) {
        for (String control : List.of("\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085")) {
            for (String value : List.of("1G" + control + "User=root", "a" + control, control + "/a/")) {
                assertEquals(1, mistakes(form.label(), value).size(), form.label());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "bool", "port", "number"})
    void a_text_is_no_number_and_no_truth(String type) {
        assertEquals(1, mistakes(type, "two").size());
        assertEquals(1, mistakes(type, "1").size());
    }

    @Test
    void a_mistake_says_which_element_it_is_and_what_was_expected() {
        assertEquals(List.of(new VariableValue.Mistake("[1]", "expected a size, for instance 400M or 1G, got 'much'")),
                mistakes("list<size>", List.of("1G", "much")));
        assertEquals(List.of(new VariableValue.Mistake(".a b",
                "as a key, expected a name of a variable of the environment, got 'a b'")),
                mistakes("map<env-name, value>", Map.of("a b", 1L)));
    }

    @Test
    void an_enum_takes_its_own_words() {
        assertEquals(0, mistakes("enum<a|b>", "b").size());
        assertEquals(1, mistakes("enum<a|b>", "c").size());
    }

    @Test
    void an_empty_text_means_none_where_the_default_is_empty() {
        assertEquals(0, VariableValue.mistakes(spec("size"), "", "").size());
        assertEquals(1, VariableValue.mistakes(spec("size"), "", "1G").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sise", "list", "list<sise>", "map<name>", "map<name, sise>", "tree<name>",
            "list<list<list<list<list<list<name>>>>>>"})
    void an_unknown_type_is_refused(String type) {
        assertThrows(IllegalArgumentException.class, () -> VariableType.parse(type));
    }

    private static List<VariableValue.Mistake> mistakes(String type, Object value) {
        return VariableValue.mistakes(spec(type), value, null);
    }

    private static VariableSpec spec(String type) {
        return new VariableSpec(VariableType.parse(type), "", Optional.empty(), false, false, Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), List.of(), false);
    }
}
