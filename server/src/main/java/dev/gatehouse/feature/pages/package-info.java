/** The start page, and the files that all pages share. */
@NullMarked
package dev.gatehouse.feature.pages;

import org.jspecify.annotations.NullMarked;
