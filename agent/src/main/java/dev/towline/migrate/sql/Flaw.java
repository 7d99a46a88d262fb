package dev.towline.migrate.sql;

/** Why a text cannot be read, at a char of it. */
public record Flaw(int offset, String message) {}
