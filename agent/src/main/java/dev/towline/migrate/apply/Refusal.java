package dev.towline.migrate.apply;

/**
 * A file that is not run.
 *
 * @param line where, or 0 for the whole file
 * @param last whether no person's word lets it out in maintenance either
 */
record Refusal(String file, int line, String rule, String statement, String why, String remedy, boolean last) {

    /** What is wrong with the history of files, which nothing lets pass. */
    static Refusal ofHistory(String file, String why, String remedy) {
        return new Refusal(file, 0, "out-of-order", "", why, remedy, true);
    }
}
