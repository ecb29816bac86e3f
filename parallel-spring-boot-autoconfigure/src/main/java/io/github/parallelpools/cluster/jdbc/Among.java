package io.github.parallelpools.cluster.jdbc;

/**
 * That a column has one of several texts.
 *
 * @param condition the condition
 * @param values its values
 */
record Among(String condition, Object... values) {
}
