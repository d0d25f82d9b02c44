/** What a client sees, over real HTTP against whole servers on both databases: a file for each topic. */
@NullMarked
package dev.gatehouse.flows;

import org.jspecify.annotations.NullMarked;
