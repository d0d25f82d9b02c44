package dev.gatehouse.mocks;

/** What somebody allowed a client. */
record Grant(Ask ask, Person person) {}
