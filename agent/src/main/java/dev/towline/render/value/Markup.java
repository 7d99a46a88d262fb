package dev.towline.render.value;

/** Text that {@code escape} or {@code safe} has marked: it prints, and is not escaped again; nothing else is offered. */
public record Markup(String text) {}
