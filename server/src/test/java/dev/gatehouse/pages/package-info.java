/** Pages in a real browser: that they work, with and without scripts, that everybody can use them, and how they look. */
@NullMarked
package dev.gatehouse.pages;

import org.jspecify.annotations.NullMarked;
