/** The audit trail, for those who may read it. */
@NullMarked
package dev.gatehouse.feature.audit;

import org.jspecify.annotations.NullMarked;
