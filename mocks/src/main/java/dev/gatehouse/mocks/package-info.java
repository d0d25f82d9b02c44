/**
 * Mock providers: places where people have an account, for development and for anybody's tests. They speak as Google,
 * GitHub and others do, check what those check, and can be told to cheat. Nothing here is safe to run where strangers come.
 */
@NullMarked
package dev.gatehouse.mocks;

import org.jspecify.annotations.NullMarked;
