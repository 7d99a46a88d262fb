/** The demo's sample application and its proxy, really built and run, so that the demo's story rests on pieces that work. */
@NullMarked
package dev.towline.demo;

import org.jspecify.annotations.NullMarked;
