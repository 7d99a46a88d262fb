package dev.towline.migrate.apply;

/**
 * What ledger, files and catalog say of one thing.
 *
 * @param ledger {@code files}, {@code catalog}: empty where it was not asked
 * @param remedy with SITE where the site's name belongs; empty where nothing is to be done
 * @param well whether it is only said
 */
record Told(String what, String ledger, String files, String catalog, String remedy, boolean well) {}
