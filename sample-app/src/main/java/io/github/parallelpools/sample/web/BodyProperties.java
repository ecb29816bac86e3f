package io.github.parallelpools.sample.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long bodies may take.
 *
 * @param maxAtATime how many may be on their way, fewer than there are threads for
 * requests
 * @param patience how long one may take as a whole, however steadily it comes
 */
@ConfigurationProperties("sample.bodies")
record BodyProperties(@DefaultValue("150") int maxAtATime, @DefaultValue("30s") Duration patience) {
}
