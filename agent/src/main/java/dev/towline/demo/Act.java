package dev.towline.demo;

import java.util.function.Function;

/**
 * One thing that happens in the life of a site.
 *
 * @param play does it, checks it, and says in a line what was observed
 */
record Act(String title, Function<Stage, String> play) {}
