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
