package dev.towline.migrate.apply;

import java.util.List;

/** Why a command came to no end; the code says whether waiting helps. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, in the words that the agent knows. */
    public enum Code {
        LOCK_TIMEOUT("lock-timeout"), LOCKED_OUT("locked-out"), DATABASE("database"), FAILED("failed"), DISAGREEMENT(
                "disagreement");

        private final String word;

        Code(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private final Code code;
    private final transient List<Blocker> blockers;

    Failure(Code code, String message, List<Blocker> blockers) {
        super(message);
        this.code = code;
        this.blockers = List.copyOf(blockers);
    }

    public static Failure of(Code code, String message) {
        return new Failure(code, message, List.of());
    }

    public Code code() {
        return code;
    }

    public List<Blocker> blockers() {
        return blockers;
    }
}
