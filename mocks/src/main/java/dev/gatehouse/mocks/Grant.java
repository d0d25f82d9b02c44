package dev.gatehouse.mocks;

import java.time.Instant;

/**
 * What somebody allowed a client.
 *
 * @param authTime when they last signed in here
 */
record Grant(Ask ask, Person person, Instant authTime) {}
