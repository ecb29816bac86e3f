package io.github.parallelpools.sample.thumbnails;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.parallelpools.sample.TestImages;
import io.github.parallelpools.sample.web.InvalidInputException;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ThumbnailHandlerTests {

	private final ThumbnailHandler handler = new ThumbnailHandler();

	@ParameterizedTest
	@CsvSource({ "600,300,200,100", "1000,333,100,33", "50,20,100,40", "3,3000,2,2000", "1000,1,10,1",
			"1,1,2000,2000" })
	void thumbnailHasTheWidthAskedForAndTheShapeOfTheImage(int width, int height, int wanted, int expected)
			throws Exception {
		Thumbnail thumbnail = thumbnail(TestImages.png(width, height), wanted);
		BufferedImage decoded = TestImages.decode(thumbnail.png());
		assertThat(decoded.getWidth()).isEqualTo(wanted).isEqualTo(thumbnail.width());
		assertThat(decoded.getHeight()).isEqualTo(expected).isEqualTo(thumbnail.height());
		assertThat(thumbnail.pid()).isEqualTo(ProcessHandle.current().pid());
	}

	@ParameterizedTest
	@CsvSource({ "png, 2", "jpg, 1", "gif, 1", "bmp, 1", "tiff, 2" })
	void everyFormatOfTheJdkIsDecoded(String format, int type) throws Exception {
		byte[] image = TestImages.encode(600, 400, type, format);
		BufferedImage decoded = TestImages.decode(thumbnail(image, 60).png());
		assertThat(isRed(decoded.getRGB(10, 20))).isTrue();
		assertThat(isRed(decoded.getRGB(50, 20))).isFalse();
	}

	@Test
	void whatIsNoImageIsInvalidInput() {
		byte[] text = "Once upon a midnight dreary".getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> thumbnail(text, 100))
			.withMessageContaining("not an image");
	}

	@Test
	void imageThatBreaksOffIsInvalidInput() {
		byte[] image = TestImages.png(600, 400);
		for (int length : new int[] { 8, 12, 20, 33, 40 }) {
			assertThatExceptionOfType(InvalidInputException.class)
				.isThrownBy(() -> thumbnail(Arrays.copyOf(image, length), 100));
		}
	}

	@Test
	void imageThatWouldBecomeTooTallIsInvalidInput() {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> thumbnail(TestImages.png(1, 6000), 2000))
			.withMessageContaining("tall");
	}

	private Thumbnail thumbnail(byte[] image, int width) throws Exception {
		TaskContext context = mock(TaskContext.class);
		given(context.logger()).willReturn(System.getLogger("test"));
		return this.handler.handle(new ThumbnailRequest(image, width), context);
	}

	private static boolean isRed(int rgb) {
		return (rgb >> 16 & 0xff) > 200 && (rgb & 0xff) < 60;
	}

}
