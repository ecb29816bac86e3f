package io.github.parallelpools.sample.checksums;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What checksums are made of.
 *
 * @param checksumFolder the folder whose files, and those of all folders in it, are read
 */
@ConfigurationProperties("sample")
record ChecksumProperties(Path checksumFolder) {
}
