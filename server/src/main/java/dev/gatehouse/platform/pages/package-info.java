/** Pages for people: templates rendered to bytes under one strict content security policy, and the files they share. */
@NullMarked
package dev.gatehouse.platform.pages;

import org.jspecify.annotations.NullMarked;
