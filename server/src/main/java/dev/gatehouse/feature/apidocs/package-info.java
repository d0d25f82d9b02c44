/** The description of this API and a page to try it on. */
@NullMarked
package dev.gatehouse.feature.apidocs;

import org.jspecify.annotations.NullMarked;
