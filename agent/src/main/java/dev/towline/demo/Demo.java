package dev.towline.demo;

import dev.towline.secret.AccessToken;
import dev.towline.secret.RandomSecret;
import dev.towline.secret.Secret;
import dev.towline.source.Author;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The demo: sets the stage, plays the story, and leaves nothing behind. */
public final class Demo {
    private final Wishes wishes;
    private final Narrator narrator;
    private final Authors authors;
    private final Patience patience = new Patience();

    public Demo(Wishes wishes, Narrator narrator, Authors authors) {
        this.wishes = wishes;
        this.narrator = narrator;
        this.authors = authors;
    }

    /**
     * What whoever starts it wants.
     *
     * @param home the distribution
     * @param folder where to play, or empty for a temporary folder
     * @param keep whether all stays up after the story until somebody ends it
     */
    public record Wishes(Path home, Optional<Path> folder, boolean keep) {}

    /** Makes an author with a bare repository to push to. */
    @FunctionalInterface
    public interface Authors {
        Author create(Path shared, Path own);
    }

    /**
     * Plays it; false where something did not happen as it must.
     *
     * @throws IOException where the stage cannot be set
     */
    public boolean play() throws IOException {
        if (ModuleFinder.ofSystem().find("jdk.compiler").isEmpty()) {
            throw new IOException("the demo compiles its application, and the Java at "
                    + System.getProperty("java.home") + " has no compiler; install a JDK 25, or name one: "
                    + "TOWLINE_JAVA=/path/to/jdk/bin/java");
        }
        CountDownLatch cleaned = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(cleaned), "end of the demo");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return inFolder(DemoFolder.open(wishes.folder()));
        } finally {
            cleaned.countDown();
        }
    }

    /** Ctrl-C: the main thread cleans up, and the process waits for that. */
    private void stop(CountDownLatch cleaned) {
        patience.end();
        try {
            cleaned.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean inFolder(DemoFolder folder) throws IOException {
        try {
            return onStage(folder);
        } catch (Interrupted e) {
            narrator.say("Stopped; everything that the demo started has ended.");
            return false;
        } finally {
            folder.remove();
        }
    }

    private boolean onStage(DemoFolder folder) throws IOException {
        long began = System.nanoTime();
        Ports ports = Ports.free();
        Secret secret = new RandomSecret(new SecureRandom()).next(32);
        AccessToken reader = AccessToken.random();
        narrator.say("All of this happens in " + folder.path() + ": Git repositories, a folder that stands for a host, "
                + "and an agent that follows them every 2 s.");
        try (Repositories repositories = Repositories.create(authors, wishes.home(), folder, ports);
                DemoAgent agent = DemoAgent.start(wishes.home(), folder, repositories.configUrl(), ports,
                        secret.reveal(), reader);
                Inquiry inquiry = new Inquiry(ports, reader.value().reveal());
                Visitors visitors = new Visitors(ports.site(), patience)) {
            boolean well = tell(new Stage(repositories, agent, inquiry, visitors, patience, narrator, secret), began);
            if (wishes.keep()) {
                narrator.say(new LookAround(wishes.home(), folder, inquiry).text());
                patience.forEver();
            }
            return well;
        }
    }

    private boolean tell(Stage stage, long began) {
        try {
            stage.play(Story.acts());
            new Finale(stage).show();
            narrator.say("Everything happened as it must, in "
                    + Stage.seconds(Duration.ofNanos(System.nanoTime() - began)) + ".");
            return true;
        } catch (StoryBroken e) {
            if (patience.ended()) {
                // Ctrl-C reaches the agent too, and then nothing happens any more as it should.
                throw new Interrupted();
            }
            narrator.broke(String.valueOf(e.getMessage()));
            narrator.output("The agent's last lines:\n" + stage.agent().lastLines(25));
            return false;
        }
    }
}
