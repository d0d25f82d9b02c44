/** One SQL for SQLite and PostgreSQL: transactions, prepared statements, migrations, announcements between nodes. */
@NullMarked
package dev.gatehouse.platform.sql;

import org.jspecify.annotations.NullMarked;
