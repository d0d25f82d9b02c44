/** What can be asked of the server: a room for each thing. Here stands what the rooms share in answering. */
@NullMarked
package dev.gatehouse.feature;

import org.jspecify.annotations.NullMarked;
