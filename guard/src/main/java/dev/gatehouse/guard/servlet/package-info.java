/** The guard for Jakarta Servlet containers: one filter. */
@NullMarked
package dev.gatehouse.guard.servlet;

import org.jspecify.annotations.NullMarked;
