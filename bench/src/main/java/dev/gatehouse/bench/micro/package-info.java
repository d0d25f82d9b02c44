/** What single steps of a request cost, each alone (JMH). */
@NullMarked
package dev.gatehouse.bench.micro;

import org.jspecify.annotations.NullMarked;
