package dev.towline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionPolicyTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @CsvSource({"main, branch:main", "release/1.x, branch:release/1.x", "branch:x, branch:x", "tag:v1.2, tag:v1.2",
            "commit:" + ID + ", commit:" + ID, ID + ", commit:" + ID, "semver:^1.2, semver:^1.2",
            "semver:>=1.2 <2, semver:>=1.2 <2", "semver: >= 1.2   <2, semver:>=1.2 <2",
            "semver:1.x||2.x, semver:1.x || 2.x",
            "semver:*, semver:*", "semver:1.2 - 1.4, semver:1.2 - 1.4"})
    void what_is_tracked_has_a_canonical_text_that_reads_back(String track, String canonical) {
        assertEquals(canonical, RevisionPolicy.parse(track).toString());
        assertEquals(RevisionPolicy.parse(track), RevisionPolicy.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | --list", "-oProxyCommand=x | --list", "a..b | --list", "a b | --list",
            "x.lock | --list", "@ | --list", "a~1 | --list", "refs/heads/main | 'main'", "tag:refs/tags/v1 | 'v1'",
            "commit:abc123 | all 40", "commit:HEAD | all 40", "sha:abc | branch:NAME", "semver:banana | semver:^1.2",
            "semver:latest | semver:^1.2", "semver:>=1.2, <2 | semver:^1.2", "semver: | semver:^1.2",
            "semver:1.2.3 < | semver:^1.2", "semver:>=1.2-rc.1 | semver:^1.2"})
    void what_cannot_be_tracked_is_refused_with_a_remedy(String track, String remedy) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RevisionPolicy.parse(track));
        assertTrue(String.valueOf(e.getMessage()).contains(remedy), e.getMessage());
    }

    @Test
    void every_part_of_a_range_must_be_one() {
        assertThrows(IllegalArgumentException.class, () -> RevisionPolicy.parse("semver:^1.2 || banana"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"semver:^2024.01", "semver:>=01.2", "semver:^1.2 || ~2.03.1"})
    void a_range_with_a_leading_zero_would_never_match_what_it_says(String track) {
        assertThrows(IllegalArgumentException.class, () -> RevisionPolicy.parse(track));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"^2024.1 | 2024.1.9 2024.01.15 | 2024.01.15",
            "^2024.1 | 2024.1.9 2024.01.08 | ''",
            "^1.2 | v1.2.0 v1.3 1.4.0.1 release-1.5.0 V1.6.0 | V1.6.0 release-1.5.0 1.4.0.1 v1.3",
            "^1.2 | v1.2.0 release-9.0.0 2.01.0 nightly v 20240115 | ''", "^1.2 | v1.2.0 1.3.0rc1 1.03.0-rc.1 | ''",
            "^1.2 | 1.02.0 | 1.02.0", "* | 1.9 nightly | 1.9", "^1.2 | 1.2.3 1.2.3.4 | 1.2.3.4"})
    void a_tag_that_looks_like_a_newer_version_and_is_none_is_named(String range, String tags, String passedOver) {
        List<VersionRange.PassedOver> found = VersionRange.parse(range).passedOver(List.of(tags.split(" ")));
        assertEquals(passedOver, String.join(" ", found.stream().map(VersionRange.PassedOver::tag).toList()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2024.01.15 | leading zero (01) | 2024.1.15", "v1.3 | 2 numbers | 1.3.0",
            "1.4.0.1 | 4 numbers | 1.4.0", "release-1.5.0 | begins with 'release-' | 1.5.0"})
    void why_it_was_passed_over_and_what_would_count(String tag, String why, String instead) {
        String said = VersionRange.parse("*").passedOver(List.of(tag)).getFirst().toString();
        assertTrue(said.contains(why) && said.endsWith("a tag " + instead + " would count"), said);
        assertEquals(Optional.of(instead), VersionRange.parse("*").highest(List.of(tag, instead)));
    }

    @Test
    void of_ten_thousand_such_tags_twenty_are_named() {
        List<String> tags = java.util.stream.IntStream.range(0, 10_000).mapToObj(i -> "2024.01." + i).toList();
        List<VersionRange.PassedOver> found = VersionRange.parse("*").passedOver(tags);
        assertEquals(20, found.size());
        assertEquals("2024.01.9999", found.getFirst().tag());
    }

    @ParameterizedTest
    @CsvSource({"^1.2, v1.10.0", "^v1.2, v1.10.0", "~1.2.0, 1.2.9", ">=1.2 <1.3, 1.2.9", "*, v2.0.0",
            "1.2.0 - 1.2, 1.2.9",
            "1.2.3 || 2.x, v2.0.0", ">=2.1.0-rc.1, v2.1.0-rc.2", ">=2.1.0-dev.1 <2.1.0-rc.2, v2.1.0-dev.7"})
    void the_highest_tag_in_the_range_is_chosen(String range, String tag) {
        List<String> tags = List.of("v1.10.0", "1.2.9", "v1.2.3", "v2.0.0", "v2.1.0-rc.2", "v2.1.0-dev.7", "1.9",
                "nightly",
                "release-9.0.0", "v", "v99999999999999999999.0.0");
        assertEquals(Optional.of(tag), VersionRange.parse(range).highest(tags));
    }

    @Test
    void a_prerelease_needs_a_range_that_names_one() {
        assertEquals(Optional.empty(), VersionRange.parse(">=2").highest(List.of("v2.1.0-rc.2", "v1.0.0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123456789ABCDEF0123456789abcdef01234567",
            "g123456789abcdef0123456789abcdef01234567"})
    void a_revision_is_40_lower_case_digits(String text) {
        assertThrows(IllegalArgumentException.class, () -> Revision.of(text));
    }

    @Test
    void a_revision_is_short_for_people() {
        assertEquals("0123456789ab", Revision.of(ID).toString());
        assertEquals("0123456789ab", Revision.of(ID).shortName());
        assertEquals(ID, Revision.of(ID).commit());
    }
}
