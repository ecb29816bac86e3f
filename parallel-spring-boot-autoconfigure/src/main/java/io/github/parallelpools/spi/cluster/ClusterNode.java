package io.github.parallelpools.spi.cluster;

/**
 * One start of one instance of the application, as it joins.
 *
 * @param id never used by any other start, nor by another rejoin of the same one
 * @param name the instance's name, for people
 * @param build which build of the application this is: lambdas travel between equal ones
 * @param status what others are to know of it, as JSON
 */
public record ClusterNode(String id, String name, String build, String status) {
}
