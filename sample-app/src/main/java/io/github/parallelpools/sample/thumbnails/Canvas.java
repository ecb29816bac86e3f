package io.github.parallelpools.sample.thumbnails;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;

import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What an image is shown on. The first frame of a GIF may be smaller than that; all other
 * images fill their canvas.
 *
 * @param width the width of the canvas in pixels
 * @param height its height
 * @param frame where the first frame lies on it
 */
record Canvas(int width, int height, Rectangle frame) {

	private static final String GIF_STREAM = "javax_imageio_gif_stream_1.0";

	private static final String GIF_IMAGE = "javax_imageio_gif_image_1.0";

	static Canvas of(ImageReader reader) throws IOException {
		Rectangle frame = new Rectangle(reader.getWidth(0), reader.getHeight(0));
		Element screen = element(reader.getStreamMetadata(), GIF_STREAM, "LogicalScreenDescriptor");
		Element place = element(reader.getImageMetadata(0), GIF_IMAGE, "ImageDescriptor");
		if (screen == null || place == null) {
			return new Canvas(frame.width, frame.height, frame);
		}
		frame.setLocation(number(place, "imageLeftPosition"), number(place, "imageTopPosition"));
		// A frame that lies outside is shown nevertheless.
		int width = Math.max(number(screen, "logicalScreenWidth"), frame.x + frame.width);
		int height = Math.max(number(screen, "logicalScreenHeight"), frame.y + frame.height);
		return new Canvas(width, height, frame);
	}

	private static @Nullable Element element(@Nullable IIOMetadata metadata, String format, String name) {
		if (metadata == null || !format.equals(metadata.getNativeMetadataFormatName())) {
			return null;
		}
		return (Element) ((Element) metadata.getAsTree(format)).getElementsByTagName(name).item(0);
	}

	private static int number(Element element, String attribute) {
		return Integer.parseInt(element.getAttribute(attribute));
	}

	/**
	 * Where a strip of the frame is drawn on a thumbnail of the canvas.
	 * @param thumbnail the thumbnail
	 * @param strip the strip, counted from the frame's own corner
	 * @return the place, of one pixel at least
	 */
	Rectangle onto(BufferedImage thumbnail, Rectangle strip) {
		int left = scaled(this.frame.x + strip.x, thumbnail.getWidth(), this.width);
		int right = scaled(this.frame.x + strip.x + strip.width, thumbnail.getWidth(), this.width);
		int top = scaled(this.frame.y + strip.y, thumbnail.getHeight(), this.height);
		int bottom = scaled(this.frame.y + strip.y + strip.height, thumbnail.getHeight(), this.height);
		return new Rectangle(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
	}

	private static int scaled(int value, int to, int from) {
		return (int) ((long) value * to / from);
	}

}
