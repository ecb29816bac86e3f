package io.github.parallelpools.sample.thumbnails;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

	@ParameterizedTest
	@CsvSource({ "1, RED, BLUE, RED, BLUE", "2, BLUE, RED, BLUE, RED", "3, BLUE, RED, BLUE, RED",
			"4, RED, BLUE, RED, BLUE", "5, RED, RED, BLUE, BLUE", "6, RED, RED, BLUE, BLUE", "7, BLUE, BLUE, RED, RED",
			"8, BLUE, BLUE, RED, RED", "9, RED, BLUE, RED, BLUE" })
	void photoIsShownAsTheCameraWasHeld(int orientation, String topLeft, String topRight, String bottomLeft,
			String bottomRight) throws Exception {
		byte[] photo = TestImages.photo(400, 200, orientation);
		BufferedImage decoded = TestImages.decode(thumbnail(photo, 100).png());
		boolean turned = orientation >= 5 && orientation <= 8;
		assertThat(decoded.getWidth()).isEqualTo(100);
		assertThat(decoded.getHeight()).isEqualTo(turned ? 200 : 50);
		assertThat(cornersOf(decoded)).containsExactly(topLeft, topRight, bottomLeft, bottomRight);
	}

	@Test
	void orientationThatIsBrokenIsIgnored() throws Exception {
		byte[] photo = TestImages.photo(400, 200, 6);
		Arrays.fill(photo, 12, 40, (byte) 0x7F);
		assertThat(TestImages.decode(thumbnail(photo, 100).png()).getHeight()).isEqualTo(50);
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16 })
	void grayWithAlphaIsAsBrightAsItIs(int bits) throws Exception {
		BufferedImage decoded = TestImages
			.decode(thumbnail(TestImages.grayWithAlpha(40, 20, bits, 128, 200), 20).png());
		int argb = decoded.getRGB(10, 5);
		assertThat(argb >>> 24).isBetween(199, 201);
		assertThat(argb & 0xFF).isBetween(127, 129).isEqualTo(argb >> 8 & 0xFF).isEqualTo(argb >> 16 & 0xFF);
	}

	@Test
	void frameThatIsSmallerThanItsGifLiesWhereItBelongs() throws Exception {
		BufferedImage decoded = TestImages.decode(thumbnail(TestImages.gif(400, 200, 100, 50, 200, 100), 100).png());
		assertThat(decoded.getWidth()).isEqualTo(100);
		assertThat(decoded.getHeight()).isEqualTo(50);
		assertThat(decoded.getRGB(10, 10) >>> 24).as("outside of the frame").isZero();
		assertThat(colorOf(decoded.getRGB(30, 25))).isEqualTo("RED");
		assertThat(colorOf(decoded.getRGB(70, 25))).isEqualTo("BLUE");
		assertThat(decoded.getRGB(90, 40) >>> 24).as("outside of the frame").isZero();
	}

	@Test
	void frameThatIsLargerThanItsGifIsShownWhole() throws Exception {
		BufferedImage decoded = TestImages.decode(thumbnail(TestImages.gif(10, 10, 0, 0, 200, 100), 100).png());
		assertThat(decoded.getHeight()).isEqualTo(50);
		assertThat(cornersOf(decoded)).containsExactly("RED", "BLUE", "RED", "BLUE");
	}

	@Test
	void photoForPrintersIsDecoded() throws Exception {
		BufferedImage decoded = TestImages.decode(thumbnail(TestImages.cmyk(400, 200), 100).png());
		assertThat(cornersOf(decoded)).containsExactly("RED", "BLUE", "RED", "BLUE");
	}

	private static List<String> cornersOf(BufferedImage image) {
		int right = image.getWidth() - 10;
		int bottom = image.getHeight() - 10;
		return List.of(colorOf(image.getRGB(10, 10)), colorOf(image.getRGB(right, 10)),
				colorOf(image.getRGB(10, bottom)), colorOf(image.getRGB(right, bottom)));
	}

	private static String colorOf(int rgb) {
		int red = rgb >> 16 & 0xFF;
		int blue = rgb & 0xFF;
		return (red > 2 * blue) ? "RED" : (blue > 2 * red) ? "BLUE" : "neither: " + Integer.toHexString(rgb);
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
