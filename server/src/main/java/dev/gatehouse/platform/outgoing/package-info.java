/** Requests that this server itself sends to other hosts, under one policy. */
@NullMarked
package dev.gatehouse.platform.outgoing;

import org.jspecify.annotations.NullMarked;
