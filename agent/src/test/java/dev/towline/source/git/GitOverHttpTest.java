package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.secret.Secret;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Git's own HTTP server. */
class GitOverHttpTest {
    private static final Secret TOKEN = Secret.of("ghp_notARealToken123");

    @TempDir
    Path temp;

    private GitUpstream upstream;
    private GitHttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void serve() {
        upstream = new GitUpstream(temp.resolve("club.git"));
        server = new GitHttpServer(temp, Optional.empty());
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.close();
        upstream.close();
    }

    private GitSource source(String track, Credentials credentials, FetchLimits limits) {
        return new GitSource(
                new SourceSpec("club", server.url("club.git"), RevisionPolicy.parse(track), ForcePush.REFUSE,
                        credentials, limits),
                temp.resolve("mirror"));
    }

    private GitSource source(String track) {
        return source(track, Credentials.none(), FetchLimits.defaults());
    }

    private static FetchResult.Failed failed(FetchResult result) {
        return assertInstanceOf(FetchResult.Failed.class, result);
    }

    private long count(String command) {
        return server.requests().stream().filter(request -> request.contains(command)).count();
    }

    @Test
    void an_unchanged_remote_costs_one_list_and_no_fetch() {
        upstream.commit("main", Map.of("a", "1"), "First");
        try (GitSource source = source("main")) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
            server.forget();

            assertInstanceOf(FetchResult.Unchanged.class, source.fetch());

            assertEquals(2, server.requests().size(), () -> "capabilities and one list: " + server.requests());
            assertEquals(1, count("command=ls-refs"), () -> server.requests().toString());
            assertEquals(0, count("command=fetch"));
        }
    }

    @Test
    void a_move_costs_one_list_and_one_fetch() {
        upstream.commit("main", Map.of("a", "1"), "First");
        try (GitSource source = source("main")) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());

            assertEquals(1, count("command=ls-refs"), () -> server.requests().toString());
            assertEquals(1, count("command=fetch"));
        }
    }

    @Test
    void the_list_is_filtered_by_the_server() {
        upstream.commit("main", Map.of("a", "1"), "First");
        try (GitSource source = source("main")) {
            source.fetch();

            assertEquals(1, count("ref-prefix refs/heads/main"), () -> server.requests().toString());
            assertEquals(0, count("ref-prefix refs/tags/00"), "not all tags");
        }
    }

    @Test
    void a_refused_revision_is_not_fetched_again_even_after_a_restart() {
        upstream.commit("main", Map.of("big", noise(200_000)), "Big");
        FetchLimits small = new FetchLimits(50_000, 1 << 20, 100, 1 << 20, Duration.ofMinutes(1));
        try (GitSource source = source("main", Credentials.none(), small)) {
            FetchResult.Refused refused = assertInstanceOf(FetchResult.Refused.class, source.fetch());
            assertTrue(refused.why().contains("50000 bytes"), refused.why());
        }
        server.forget();
        try (GitSource source = source("main", Credentials.none(), small)) {
            assertInstanceOf(FetchResult.Refused.class, source.fetch());
            assertEquals(0, count("command=fetch"));
        }
        try (GitSource source = source("main")) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch(), "a higher cap tries again");
        }
    }

    @Test
    void an_object_over_the_cap_is_refused_however_small_its_packed_form_is() {
        byte[] zeros = new byte[5_000_000];
        upstream.commit("main", upstream.tree(GitUpstream.Raw.of("zeros", org.eclipse.jgit.lib.FileMode.REGULAR_FILE,
                upstream.blob(zeros))), "Bomb");
        try (GitSource source = source("main", Credentials.none(),
                new FetchLimits(1 << 20, 1 << 20, 100, 1 << 20, Duration.ofMinutes(1)))) {
            assertInstanceOf(FetchResult.Refused.class, source.fetch());
        }
    }

    @Test
    void a_token_is_sent_at_once_and_only_as_basic_authorization() {
        upstream.commit("main", Map.of("a", "1"), "First");
        server.require("x-access-token", TOKEN.reveal());
        try (GitSource source = source("main", new Credentials.Token(TOKEN), FetchLimits.defaults())) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
            assertEquals(3, server.requests().size(), () -> server.requests().toString());
        }
    }

    @Test
    void a_user_and_password_are_accepted() {
        upstream.commit("main", Map.of("a", "1"), "First");
        server.require("ada", "lovelace");
        try (GitSource source = source("main", new Credentials.Basic("ada", Secret.of("lovelace")),
                FetchLimits.defaults())) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
        }
    }

    @Test
    void wrong_or_missing_credentials_are_an_authentication_failure_that_does_not_show_them() {
        upstream.commit("main", Map.of("a", "1"), "First");
        server.require("ada", "other");
        for (Credentials credentials : List.of(new Credentials.Token(TOKEN), Credentials.none())) {
            try (GitSource source = source("main", credentials, FetchLimits.defaults())) {
                FetchResult.Failed failed = failed(source.fetch());
                assertEquals(FailureKind.AUTHENTICATION, failed.kind(), failed.why());
                assertFalse(failed.why().contains(TOKEN.reveal()));
            }
        }
    }

    @Test
    void credentials_that_a_server_echoes_are_masked() {
        server.answer(exchange -> {
            byte[] text = ("001e# service=git-upload-pack\n0000"
                    + packet("ERR your token " + TOKEN.reveal() + " is bad"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        });
        try (GitSource source = source("main", new Credentials.Token(TOKEN), FetchLimits.defaults())) {
            FetchResult.Failed failed = failed(source.fetch());
            assertTrue(failed.why().contains("your token **** is bad"), failed.why());
        }
    }

    @Test
    void credentials_are_not_sent_to_where_it_redirects() {
        upstream.commit("main", Map.of("a", "1"), "First");
        try (GitHttpServer other = new GitHttpServer(temp, Optional.empty())) {
            server.answer(exchange -> {
                exchange.getResponseHeaders().set("Location", other.url("club.git/info/refs?service=git-upload-pack"));
                exchange.sendResponseHeaders(302, -1);
            });
            try (GitSource source = source("main", new Credentials.Token(TOKEN), FetchLimits.defaults())) {
                FetchResult.Failed failed = failed(source.fetch());
                assertTrue(failed.why().contains("not encrypted"), failed.why());
            }
            assertEquals(List.of(), other.requests());
        }
    }

    @Test
    void a_page_that_is_no_git_server_is_said_and_the_dumb_protocol_is_not_tried() {
        server.answer(exchange -> {
            byte[] page = "<html>Welcome</html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        });
        try (GitSource source = source("main")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertTrue(failed.why().contains("not as a Git server"), failed.why());
            assertEquals(1, server.requests().size(), () -> server.requests().toString());
        }
    }

    @Test
    void a_repository_that_is_not_there_is_not_found() {
        try (GitSource source = new GitSource(
                SourceSpec.of("club", server.url("nothing.git"), RevisionPolicy.parse("main")),
                temp.resolve("mirror"))) {
            assertEquals(FailureKind.NOT_FOUND, failed(source.fetch()).kind());
        }
    }

    @Test
    void an_empty_repository_asks_for_a_first_commit() {
        try (GitSource source = source("main")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.NOT_FOUND, failed.kind());
            assertTrue(failed.why().contains("empty; push a first commit"), failed.why());
        }
    }

    @Test
    void a_misspelt_branch_is_told_the_nearest() {
        upstream.commit("main", Map.of("a", "1"), "First");
        upstream.commit("staging", Map.of("a", "1"), "Other");
        upstream.tag("v1.2.0", upstream.commit("main", Map.of("a", "2"), "Second"));
        try (GitSource source = source("mian")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertTrue(failed.why().contains("there is no branch 'mian'; the nearest branches are 'main'"),
                    failed.why());
        }
        try (GitSource source = source("v1.2.0")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertTrue(failed.why().contains("write tag:v1.2.0"), failed.why());
        }
        try (GitSource source = source("semver:^2")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertTrue(failed.why().contains("no tag is a version in ^2; the highest versions are 'v1.2.0'"),
                    failed.why());
        }
    }

    @Test
    void a_commit_that_no_ref_names_is_fetched_by_its_id() {
        Revision first = upstream.commit("main", Map.of("a", "1"), "First");
        upstream.commit("main", Map.of("a", "2"), "Second");
        try (GitSource source = source(first.commit())) {
            assertInstanceOf(FetchResult.Moved.class, source.fetch());
            server.forget();
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
            assertEquals(List.of(), server.requests(), "a commit never changes");
        }
    }

    @Test
    void an_annotated_tag_leads_to_its_commit() {
        Revision first = upstream.commit("main", Map.of("a", "1"), "First");
        upstream.annotatedTag("v1.0.0", first);
        try (GitSource source = source("semver:*")) {
            source.fetch();
            assertEquals(Optional.of(first), source.current());
            server.forget();
            assertEquals(new FetchResult.Unchanged(first), source.fetch());
            assertEquals(0, count("command=fetch"));
        }
    }

    @Test
    void a_server_fault_is_the_networks() {
        server.answer(exchange -> exchange.sendResponseHeaders(503, -1));
        try (GitSource source = source("main")) {
            assertEquals(FailureKind.NETWORK, failed(source.fetch()).kind());
        }
    }

    @Test
    void a_server_that_is_gone_is_the_networks() {
        try (GitSource source = source("main")) {
            server.close();
            assertEquals(FailureKind.NETWORK, failed(source.fetch()).kind());
        }
    }

    @Test
    void a_server_that_drips_is_cut_off_at_the_time_limit() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("001e# service=git-upload-pack\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
        });
        FetchLimits short1 = new FetchLimits(1 << 20, 1 << 20, 100, 1 << 20, Duration.ofMillis(700));
        try (GitSource source = source("main", Credentials.none(), short1)) {
            long start = System.nanoTime();
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.LIMIT, failed.kind(), failed.why());
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
        }
    }

    @Test
    void an_endless_list_of_refs_is_cut_off() {
        server.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 1_000_000; i++) {
                exchange.getResponseBody()
                        .write(packet("1234567890".repeat(4) + " refs/heads/b" + i + (i == 0 ? "\0agent=x" : ""))
                                .getBytes(StandardCharsets.UTF_8));
            }
        });
        try (GitSource source = source("main")) {
            FetchResult.Failed failed = failed(source.fetch());
            assertEquals(FailureKind.LIMIT, failed.kind(), failed.why());
        }
    }

    @Test
    void an_answer_that_is_cut_short_is_the_networks_and_the_next_fetch_succeeds() {
        Revision first = upstream.commit("main", Map.of("a", noise(100_000)), "First");
        try (GitSource source = source("main")) {
            server.answer(exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("001e# service".getBytes(StandardCharsets.UTF_8));
            });
            assertEquals(FailureKind.NETWORK, failed(source.fetch()).kind());
            server.answer(null);
            source.fetch();
            assertEquals(Optional.of(first), source.current());
        }
    }

    private void await() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String packet(String line) {
        return String.format("%04x%s\n", line.length() + 5, line);
    }

    private static String noise(int bytes) {
        char[] letters = new char[bytes];
        Random random = new Random(7);
        Arrays.setAll(new int[bytes], i -> letters[i] = (char) ('!' + random.nextInt(90)));
        return new String(letters);
    }
}
