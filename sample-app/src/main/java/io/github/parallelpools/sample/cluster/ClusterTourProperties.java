package io.github.parallelpools.sample.cluster;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the tour of the cluster does.
 *
 * @param instances how many instances there are to be, this one included
 * @param patience how long the tour waits for each of its moments
 */
@ConfigurationProperties("sample.cluster")
record ClusterTourProperties(@DefaultValue("1") int instances, @DefaultValue("2m") Duration patience) {

}
