package dev.towline.history.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.event.SourceStanding;
import dev.towline.history.Decision;
import dev.towline.history.Deployment;
import dev.towline.history.History;
import dev.towline.history.HistoryContract;
import dev.towline.history.Outcome;
import dev.towline.history.Pair;
import dev.towline.history.Quarantine;
import dev.towline.history.Retention;
import dev.towline.history.Sources;
import dev.towline.history.Undo;
import dev.towline.history.memory.MemoryHistory;
import dev.towline.secret.Masker;
import dev.towline.secret.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedHistoryTest extends HistoryContract {
    private static final String CANARY = "canary-5up3r-s3cret";

    private final Masker masker = new Masker();
    private final History store = new MemoryHistory(Retention.STANDARD);
    private final History history = new MaskedHistory(store, masker);

    MaskedHistoryTest() {
        masker.learn(Secret.of(CANARY));
    }

    @Override
    protected History empty(Retention retention) {
        return new MaskedHistory(new MemoryHistory(retention), masker);
    }

    @Override
    protected History again(History history) {
        return history;
    }

    @Test
    void output_is_stored_without_the_secret() {
        history.deployments().put(deployment(FIRST, CLUB));
        history.deployments().append(FIRST, "got " + CANARY);
        history.deployments().put(deployment(FIRST, CLUB));
        assertEquals("got ****\n", store.deployments().output(FIRST));
    }

    @Test
    void why_a_source_cannot_be_followed_is_stored_without_the_secret() {
        history.sources().put(new Sources.Known("config", "https://x/y.git", SourceStanding.DENIED, "no " + CANARY,
                null, null));
        assertEquals("no ****", store.sources().all().getFirst().why());
    }

    @Test
    void a_secret_that_is_broken_over_two_lines_is_stored_in_neither() {
        history.deployments().put(deployment(FIRST, CLUB));
        history.deployments().append(FIRST, "got " + CANARY.substring(0, 7));
        history.deployments().append(FIRST, CANARY.substring(7) + " here");
        assertEquals("got ****\n**** here\n", history.deployments().output(FIRST));
        assertEquals("got ****\n**** here\n", store.deployments().output(FIRST));
    }

    @Test
    void the_output_of_two_deployments_is_not_mixed() {
        history.deployments().put(deployment(FIRST, CLUB));
        history.deployments().put(deployment(SECOND, GUILD));
        history.deployments().append(FIRST, CANARY.substring(0, 7));
        history.deployments().append(SECOND, CANARY.substring(7));
        assertEquals(CANARY.substring(0, 7) + "\n", history.deployments().output(FIRST));
        assertEquals(CANARY.substring(7) + "\n", history.deployments().output(SECOND));
    }

    @Test
    void reasons_subjects_steps_and_waiting_statements_are_stored_without_the_secret() {
        Deployment first = deployment(FIRST, CLUB);
        history.deployments().put(new Deployment(FIRST, CLUB, "by " + CANARY, first.config(), null, null, CANARY,
                "adds " + CANARY, first.started(), first.started(), Outcome.FAILED, "said " + CANARY, List.of()));
        Deployment stored = store.deployments().find(FIRST).orElseThrow();
        assertEquals(List.of("by ****", "****", "adds ****", "said ****"),
                List.of(stored.trigger(), stored.author(), stored.subject(), stored.reason()));

        history.quarantine().add(new Quarantine.Entry(CLUB,
                new Pair("1".repeat(40), "a".repeat(64), null, null), "no " + CANARY, Instant.EPOCH));
        assertEquals("no ****", store.quarantine().of(CLUB).getFirst().reason());

        history.journal().open(CLUB, SECOND);
        history.journal().intend(CLUB, "run " + CANARY, new Undo.Nothing());
        assertEquals("run ****", store.journal().entries(CLUB).getFirst().step());

        history.targets().waiting(CLUB, List.of("DEFAULT '" + CANARY + "'"));
        assertEquals(List.of("DEFAULT '****'"), store.targets().waiting(CLUB));

        history.decisions().put(CLUB, new Decision.Suspend("it is " + CANARY, new Decision.Said("ada", null)));
        assertEquals("it is ****",
                store.decisions().find(CLUB, Decision.Suspend.class).orElseThrow().reason());
    }
}
