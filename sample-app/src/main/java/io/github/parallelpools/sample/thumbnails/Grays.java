package io.github.parallelpools.sample.thumbnails;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Shows gray images as bright as they are. Java 2D takes the grays of an image with alpha
 * or 16 bits for linear ones and makes them brighter, while files mean those of sRGB.
 */
final class Grays {

	private Grays() {
	}

	static BufferedImage asColors(BufferedImage image) {
		ColorModel model = image.getColorModel();
		if (model instanceof IndexColorModel || model.getColorSpace().getType() != ColorSpace.TYPE_GRAY
				|| image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
			return image;
		}
		Raster raster = image.getRaster();
		int width = image.getWidth();
		int grayBits = model.getComponentSize(0);
		int alphaBits = model.hasAlpha() ? model.getComponentSize(1) : 0;
		BufferedImage colors = new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_INT_ARGB);
		int[] grays = new int[width];
		int[] alphas = new int[width];
		for (int y = 0; y < image.getHeight(); y++) {
			raster.getSamples(0, y, width, 1, 0, grays);
			if (alphaBits > 0) {
				raster.getSamples(0, y, width, 1, 1, alphas);
			}
			for (int x = 0; x < width; x++) {
				int alpha = (alphaBits > 0) ? eightBits(alphas[x], alphaBits) : 0xFF;
				grays[x] = alpha << 24 | eightBits(grays[x], grayBits) * 0x010101;
			}
			colors.setRGB(0, y, width, 1, grays, 0, width);
		}
		return colors;
	}

	private static int eightBits(int sample, int bits) {
		return (bits > 8) ? sample >>> (bits - 8) : sample * 0xFF / ((1 << bits) - 1);
	}

}
