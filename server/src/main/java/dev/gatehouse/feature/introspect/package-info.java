/** Token introspection (RFC 7662). */
@NullMarked
package dev.gatehouse.feature.introspect;

import org.jspecify.annotations.NullMarked;
