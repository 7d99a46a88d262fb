package dev.towline.render.syntax;

/** A place in a template; line and column count from 1. */
public record Pos(int line, int column) {
    public static final Pos START = new Pos(1, 1);
}
