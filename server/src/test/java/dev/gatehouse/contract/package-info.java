/** What holds on every database alike. */
@NullMarked
package dev.gatehouse.contract;

import org.jspecify.annotations.NullMarked;
