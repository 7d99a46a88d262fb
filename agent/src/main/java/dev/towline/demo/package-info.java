/**
 * {@code towline demo}: a person's day with Towline, played on one machine. It plays everybody around the agent (authors who push,
 * GitHub, visitors, the machine's folders and processes) and asks the agent only what a person could: over HTTP, the command line
 * and Git. So it knows no room that deploys, and no room but the command line knows it.
 */
@NullMarked
package dev.towline.demo;

import org.jspecify.annotations.NullMarked;
