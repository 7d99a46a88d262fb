package dev.towline.cli;

/** How a command ended, for scripts. The table in the README is held to it. */
enum ExitCode {
    DONE(0, "done, or nothing to do"), FAILED(1,
            "failed, rolled back, a site is not ready, or the agent or a repository cannot be reached"), INVALID(2,
                    "wrong usage, invalid configuration, or no site of that name"), WAITS(3,
                            "blocked: it waits for a person");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
