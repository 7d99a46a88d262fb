package dev.towline.plan;

/** One action in its phase, with the reason a person is told. */
public record Step(Phase phase, Action action, String why) {}
