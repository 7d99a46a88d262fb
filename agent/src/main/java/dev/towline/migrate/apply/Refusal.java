package dev.towline.migrate.apply;

/**
 * A file that is not run.
 *
 * @param line where, or 0 for the whole file
 * @param last whether no person's word lets it out in maintenance either
 * @param sha256 what an override of the rule for this file names; empty where none helps
 */
record Refusal(String file, int line, String rule, String statement, String why, String remedy, boolean last,
        String sha256) {

    /** Of the file. */
    String name() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Where it stops nothing but the contract. */
    String waits() {
        return name() + ": " + why + ": the contract waits until somebody has mended them";
    }

    /** What only another file mends. */
    static Refusal ofFile(String file, int line, String rule, String statement, String why, String remedy) {
        return new Refusal(file, line, rule, statement, why, remedy, true, "");
    }

    /** What is wrong with the history of files, which is not approved away. */
    static Refusal ofHistory(String file, String why, String remedy, String sha256) {
        return new Refusal(file, 0, "out-of-order", "", why, remedy, true, sha256);
    }
}
