package dev.towline.migrate.order;

/**
 * What a person is told of one thing about which ledger, record, files and catalog may disagree.
 *
 * @param detail what each side says
 * @param remedy what to do; empty where nothing is
 */
public record Explanation(String what, boolean well, String detail, String remedy) {}
