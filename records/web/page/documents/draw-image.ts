import type { Thumbnail } from '../../port/document-calls.ts';

const thumbnailSide = 96;
/** Sides of the canvas that browsers draw without losing it. */
const mostSide = 8192;

/**
 * Draws an image into a canvas, as its Exif data turns it, and clockwise by `turns` quarters. The bytes become pixels
 * in memory: no URL names them, and the image is in no cache.
 *
 * @throws DOMException for an image that cannot be decoded
 */
export async function drawImage(canvas: HTMLCanvasElement, bytes: Uint8Array, turns: number): Promise<void> {
  const bitmap = await bitmapOf(bytes);
  const scale = Math.min(1, mostSide / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const isAcross = turns % 2 === 1;
  canvas.width = isAcross ? height : width;
  canvas.height = isAcross ? width : height;
  const context = canvas.getContext('2d');
  context?.translate(canvas.width / 2, canvas.height / 2);
  context?.rotate((turns * Math.PI) / 2);
  context?.drawImage(bitmap, -width / 2, -height / 2, width, height);
  bitmap.close();
}

/** A small image for the list; null for a document that is no image, or a damaged one. */
export async function thumbnailOf(bytes: Uint8Array): Promise<Thumbnail | null> {
  try {
    const bitmap = await bitmapOf(bytes);
    const scale = Math.min(1, thumbnailSide / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)),
    );
    const context = canvas.getContext('2d');
    if (context === null) return null;
    // A transparent image would become black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 });
    const small = new Uint8Array(await blob.arrayBuffer());
    return { contentType: 'image/jpeg', data: btoa(String.fromCharCode(...small)) };
  } catch {
    return null;
  }
}

function bitmapOf(bytes: Uint8Array): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([new Uint8Array(bytes)]));
}
