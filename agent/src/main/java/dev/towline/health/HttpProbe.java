package dev.towline.health;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks and holds the answer against what the check wants. */
final class HttpProbe {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final HttpExchange exchange;
    private final String domain;

    HttpProbe(HttpExchange exchange, String domain) {
        this.exchange = exchange;
        this.domain = domain;
    }

    void probe(HealthCheck.Http check, @Nullable Endpoint web) throws ProbeFailure, InterruptedException {
        Endpoint endpoint = check.endpoint() == null ? web : check.endpoint();
        if (endpoint == null) {
            throw new ProbeFailure("there is no web process to ask; name a socket or port in the check");
        }
        String host = check.host() == null ? domain : check.host();
        judge(check, exchange.ask(new HttpQuestion(endpoint, check.path(), host, check.headers(), check.timeout())));
    }

    static void judge(HealthCheck.Http check, HttpAnswer answer) throws ProbeFailure {
        judgeStatus(check.statuses(), answer);
        String body = check.body();
        if (body != null && !answer.text().contains(body)) {
            throw new ProbeFailure(mismatch(answer, "does not contain '" + Said.quote(body) + "'"));
        }
        String pattern = check.bodyPattern();
        if (pattern != null && !compile(pattern).matcher(answer.text()).find()) {
            throw new ProbeFailure(mismatch(answer, "does not match /" + Said.quote(pattern) + "/"));
        }
        if (!check.json().isEmpty()) {
            judgeJson(check.json(), answer);
        }
    }

    private static void judgeStatus(List<Integer> wanted, HttpAnswer answer) throws ProbeFailure {
        boolean ok = wanted.isEmpty() ? answer.status() / 100 == 2 : wanted.contains(answer.status());
        if (!ok) {
            String redirect = answer.location().isEmpty()
                    ? ""
                    : " to " + Said.quote(answer.location()) + " (redirects are not followed)";
            throw new ProbeFailure("status " + answer.status() + redirect + ", wanted "
                    + (wanted.isEmpty()
                            ? "2xx"
                            : wanted.stream().map(String::valueOf).collect(Collectors.joining(" or ")))
                    + ": " + answer.quote());
        }
    }

    private static String mismatch(HttpAnswer answer, String how) {
        String part = answer.whole() ? "the body" : "the first MiB of the body";
        return "status " + answer.status() + ", but " + part + " " + how + ": " + answer.quote();
    }

    private static Pattern compile(String pattern) throws ProbeFailure {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new ProbeFailure("/" + Said.quote(pattern) + "/ is no RE2 expression: " + Said.quote(e));
        }
    }

    private static void judgeJson(Map<String, String> wanted, HttpAnswer answer) throws ProbeFailure {
        JsonNode root = parse(answer);
        for (String pointer : wanted.keySet().stream().sorted().toList()) {
            JsonNode found = root.at(compilePointer(pointer));
            String value = found.isValueNode() ? found.asText() : found.toString();
            if (found.isMissingNode() || !value.equals(wanted.get(pointer))) {
                String is = found.isMissingNode() ? "not there" : "'" + Said.quote(value) + "'";
                throw new ProbeFailure(mismatch(answer, "has " + pointer + " " + is + ", wanted '"
                        + Said.quote(String.valueOf(wanted.get(pointer))) + "'"));
            }
        }
    }

    private static JsonNode parse(HttpAnswer answer) throws ProbeFailure {
        try {
            JsonNode root = answer.whole() ? JSON.readTree(answer.text()) : JSON.missingNode();
            if (root.isMissingNode()) {
                throw new ProbeFailure(mismatch(answer, answer.whole() ? "is no JSON" : "is not the whole JSON"));
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new ProbeFailure(mismatch(answer, "is no JSON"));
        }
    }

    private static JsonPointer compilePointer(String pointer) throws ProbeFailure {
        try {
            return JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw new ProbeFailure("'" + Said.quote(pointer) + "' is no JSON pointer such as /database/ok");
        }
    }
}
