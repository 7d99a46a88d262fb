package dev.towline.host;

/** Short commands that end by themselves: validators, {@code systemd-tmpfiles}, {@code openssl}. */
public interface Commands {
    /**
     * Runs to the end or to the command's timeout.
     *
     * @throws HostException TIMEOUT, or CONFLICT when the program is not there; a non-zero exit is a result, not an error
     */
    CommandResult run(Command command);
}
