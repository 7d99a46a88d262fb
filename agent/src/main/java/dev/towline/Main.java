package dev.towline;

import dev.towline.cli.Towline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** The process's entry: sets up logging, hands the words to the command line, and exits with its code. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        configureLogging();
        System.exit(Towline.commandLine(new Agent()).execute(args));
    }

    private static void configureLogging() {
        try (InputStream settings = Main.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar lacks its logging.properties", e);
        }
    }
}
