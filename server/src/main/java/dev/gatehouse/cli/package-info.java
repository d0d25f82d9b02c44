/**
 * What an operator asks for at a shell, beside a server that may be running on the same data: each command opens the rooms
 * of the domain, does one thing, and leaves. Owns no table and listens nowhere.
 */
@NullMarked
package dev.gatehouse.cli;

import org.jspecify.annotations.NullMarked;
