/** What people see, change and take with them of their own account. */
@NullMarked
package dev.gatehouse.feature.account;

import org.jspecify.annotations.NullMarked;
