package dev.towline.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelimitedTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{{ secrets.a }} | true", "{%- if secrets.a -%} | true",
            "import secrets | false", "{{ a }} import secrets {{ b }} | false",
            "{{ a }}{% set b = secrets.c %} | true", "{% raw %} secrets {% endraw %} | false", "secrets {{ | false",
            "{{ secrets | true", "{{ a | false",
            "https://x/secrets.html {{ a }} | false"})
    void only_what_stands_between_delimiters_counts(String text, boolean mentioned) {
        assertEquals(mentioned, Delimited.mentions(text, "secrets"));
    }
}
