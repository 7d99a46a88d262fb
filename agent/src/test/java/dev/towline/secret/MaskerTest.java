package dev.towline.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaskerTest {
    private static final String VALUE = "pa ss/w+ö'r\"d\\$x&<1>%";
    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIHc1Yy1uZXZlci1hLXJlYWwta2V5LW9ubHktYS10ZXN0
            dGhpcy1pcy10aGUtc2Vjb25kLWxpbmUtb2YtdGhlLWtleS1pbi10aGUtdGVzdA==
            -----END PRIVATE KEY-----
            """;

    private final Masker masker = new Masker();

    static Stream<Arguments> forms() {
        byte[] bytes = VALUE.getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(VALUE, StandardCharsets.UTF_8);
        String percent = url.replace("+", "%20");
        return Stream.of(Arguments.of("as it is", VALUE),
                Arguments.of("form", url),
                Arguments.of("percent", percent),
                Arguments.of("percent in small letters", "pa%20ss%2fw%2b%c3%b6%27r%22d%5c%24x%26%3c1%3e%25"),
                Arguments.of("Python's quote", percent.replace("%2F", "/")),
                Arguments.of("encodeURIComponent", percent.replace("%27", "'")),
                Arguments.of("JSON", "pa ss/w+ö'r\\\"d\\\\$x&<1>%"),
                Arguments.of("JSON with escaped slashes", "pa ss\\/w+ö'r\\\"d\\\\$x&<1>%"),
                Arguments.of("JSON in JSON", "pa ss/w+ö'r\\\\\\\"d\\\\\\\\$x&<1>%"),
                Arguments.of("JSON in ASCII", "pa ss/w+\\u00f6'r\\\"d\\\\$x&<1>%"),
                Arguments.of("JSON for HTML", "pa ss/w+\\u00f6\\u0027r\\\"d\\\\$x\\u0026\\u003c1\\u003e%"),
                Arguments.of("Python's repr", "pa ss/w+ö\\'r\"d\\\\$x&<1>%"),
                Arguments.of("YAML, SQL", "pa ss/w+ö''r\"d\\$x&<1>%"),
                Arguments.of("shell", "pa ss/w+ö'\\''r\"d\\$x&<1>%"),
                Arguments.of("shlex.quote", "pa ss/w+ö'\"'\"'r\"d\\$x&<1>%"),
                Arguments.of("shell, double quotes", "pa ss/w+ö'r\\\"d\\\\\\$x&<1>%"),
                Arguments.of("printf %q", "pa\\ ss/w+ö\\'r\\\"d\\\\\\$x\\&\\<1\\>%"),
                Arguments.of("systemd", "pa ss/w+ö'r\"d\\$x&<1>%%"),
                Arguments.of("HTML", "pa ss/w+ö&#x27;r&quot;d\\$x&amp;&lt;1&gt;%"),
                Arguments.of("hex", HexFormat.of().formatHex(bytes)),
                Arguments.of("HEX", HexFormat.of().withUpperCase().formatHex(bytes)),
                Arguments.of("base64", Base64.getEncoder().encodeToString(bytes)),
                Arguments.of("base64 without padding", Base64.getEncoder().withoutPadding().encodeToString(bytes)),
                Arguments.of("base64url", Base64.getUrlEncoder().encodeToString(bytes)),
                Arguments.of("base64 in a URL",
                        URLEncoder.encode(Base64.getEncoder().encodeToString(bytes), StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void hidesASecretInTheFormInWhichAProgramWritesIt(String name, String form) {
        masker.learn(Secret.of(VALUE));
        assertEquals("before " + Secret.MASK + " after", masker.mask("before " + form + " after"));
    }

    @Test
    void hidesASecretInsideOfALongerBase64AtEachAlignment() {
        masker.learn(Secret.of("correct-horse-battery"));
        for (String before : List.of("", "u", "us", "use")) {
            for (String after : List.of("", "x", "xy", "xyz")) {
                String text = "Basic " + base64(before + "correct-horse-battery" + after);
                String masked = masker.mask(text);
                assertTrue(masked.contains(Secret.MASK), text);
                assertTrue(masked.length() <= "Basic ".length() + Secret.MASK.length() + 2 * 6, masked);
            }
        }
    }

    @Test
    void hidesTheLinesOfAKeyAlsoWhereEachStandsByItself() {
        masker.learn(Secret.of(KEY));
        KEY.lines().filter(line -> !line.startsWith("-----"))
                .forEach(line -> assertEquals("x: ****", masker.mask("x: " + line)));
    }

    @Test
    void hidesAKeyWhoseLinesWereMadeOne() {
        masker.learn(Secret.of(KEY));
        assertEquals("{\"key\": \"****\"}", masker.mask("{\"key\": \"" + KEY.replace("\n", "\\n") + "\"}"));
    }

    @Test
    void hidesTheRealLinesOfAKeyThatIsGivenInOneLine() {
        masker.learn(Secret.of(KEY.replace("\n", "\\n")));
        assertEquals("****", masker.mask(KEY.lines().skip(1).findFirst().orElseThrow()));
    }

    @Test
    void hidesLongBase64WhoseLinesAreBroken() {
        String value = new Random(1).ints(400, 'a', 'z').mapToObj(Character::toString).collect(Collectors.joining());
        masker.learn(Secret.of(value));
        for (int width : new int[]{64, 76}) {
            String broken = new String(Base64.getMimeEncoder(width, new byte[]{'\n'})
                    .encode(value.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII);
            assertEquals("", masker.mask(broken).replace(Secret.MASK, "").strip());
        }
    }

    @Test
    void hidesThePasswordOfAUrlThatIsASecret() {
        masker.learn(Secret.of("postgres://app:s3cr%2Ft-pw@db.example.org/app"));
        assertEquals("password=**** or ****", masker.mask("password=s3cr%2Ft-pw or s3cr/t-pw"));
        assertEquals("db.example.org", masker.mask("db.example.org"));
    }

    @Test
    void hidesTheValuesOfASecretFileOfAssignments() {
        masker.learn(Secret.of("A_TOKEN=abcdefgh1234\nexport OTHER='zyxwvuts9876'\n"));
        assertEquals("got **** and ****", masker.mask("got abcdefgh1234 and zyxwvuts9876"));
    }

    @Test
    void takesTheLongestOfSecretsThatBeginAlike() {
        masker.learn(List.of(Secret.of("token-one"), Secret.of("token-one-and-more")));
        assertEquals("<****>", masker.mask("<token-one-and-more>"));
    }

    @Test
    void hidesTheWholeOfSecretsThatOverlap() {
        masker.learn(List.of(Secret.of("abcdefgh"), Secret.of("efghijkl")));
        assertEquals("<****>", masker.mask("<abcdefghijkl>"));
    }

    @Test
    void hidesWhatACutHasLeftOfASecret() {
        masker.learn(Secret.of("correct-horse-battery"));
        assertEquals("error: ****", masker.mask("error: correct-hors"));
        assertEquals("error: ****…", masker.mask("error: correct-hors…"));
        assertEquals("error: correct", masker.mask("error: correct"));
    }

    @Test
    void leavesATextAloneInWhichThereIsNone() {
        masker.learn(List.of(Secret.of("correct-horse-battery"), Secret.of("abc")));
        assertEquals("abc correct horse", masker.mask("abc correct horse"));
        assertEquals("", masker.mask(""));
    }

    @Test
    void knowsANewSecretAtTheNextText() {
        assertEquals("brand-new", masker.mask("brand-new"));
        masker.learn(Secret.of("brand-new"));
        assertEquals("****", masker.mask("brand-new"));
    }

    @Test
    void hidesASecretThatBeginsInOnePieceAndEndsInTheNext() {
        masker.learn(Secret.of("correct-horse-battery"));
        for (int cut = 1; cut < 20; cut++) {
            Masker.Stream stream = masker.stream();
            assertNull(stream.next("first"));
            assertEquals("first", stream.next("is " + "correct-horse-battery".substring(0, cut)));
            assertEquals("is ****", stream.next("correct-horse-battery".substring(cut) + " end"));
            assertEquals("**** end", stream.end());
            assertNull(stream.end());
        }
    }

    @Test
    void hidesASecretThatCameInSinglePieces() {
        masker.learn(Secret.of("abcdefgh"));
        Masker.Stream stream = masker.stream();
        StringBuilder seen = new StringBuilder();
        for (String piece : List.of("x", "abcd", "efgh", "y")) {
            String before = stream.next(piece);
            seen.append(before == null ? "" : before + "|");
        }
        assertEquals("x|****|****|y", seen + stream.end());
    }

    @Test
    void aThousandSecretsAndAMegabyteCostLittle() {
        Random random = new Random(7);
        masker.learn(IntStream.range(0, 1000).mapToObj(i -> Secret.of("key-%d-%x".formatted(i, random.nextLong())))
                .toList());
        String line = "key-1 is " + "key-".repeat(30_000) + "a".repeat(900_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(line, masker.mask(line)));
    }

    @Test
    void noEncodingOfARandomSecretIsLeft() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[6 + random.nextInt(60)];
            random.nextBytes(bytes);
            String value = Arrays.toString(bytes).replaceAll("[^0-9-]", "~").substring(0, bytes.length);
            Masker one = new Masker();
            one.learn(Secret.of(value));
            String before = "u".repeat(random.nextInt(3));
            String masked = one.mask(base64(before + value + ":x"));
            assertFalse(masked.equals(base64(before + value + ":x")), value);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
