package dev.towline.host;

/** How a command ended; outputs are cut at 256 KiB each, the end kept. */
public record CommandResult(int exit, String stdout, String stderr) {
    public boolean ok() {
        return exit == 0;
    }

    /** Both outputs in one text, for messages. */
    public String output() {
        return stderr.isBlank() ? stdout.strip() : (stdout + "\n" + stderr).strip();
    }
}
