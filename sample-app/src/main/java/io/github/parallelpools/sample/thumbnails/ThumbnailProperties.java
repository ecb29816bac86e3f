package io.github.parallelpools.sample.thumbnails;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a thumbnail may be made of.
 *
 * @param maxBody the largest file that is accepted; says nothing of the size that it is
 * decoded to
 * @param maxWidth the widest thumbnail in pixels
 */
@ConfigurationProperties("sample.thumbnails")
record ThumbnailProperties(@DefaultValue("8MB") DataSize maxBody, @DefaultValue("2000") int maxWidth) {
}
