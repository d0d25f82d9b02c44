/** Other people's accounts, for those who may look after them. */
@NullMarked
package dev.gatehouse.feature.users;

import org.jspecify.annotations.NullMarked;
