/**
 * Tests of the starter with real contexts.
 */
package io.github.parallelpools.autoconfigure;
