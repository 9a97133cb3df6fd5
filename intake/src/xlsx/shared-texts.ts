import { beyondLimit, mostSharedBytes, mostSharedTexts } from '../limits.ts';

/**
 * The texts that the cells of a workbook refer to by number. They are stored in one buffer of UTF-8: two million short
 * strings would take a gigabyte as objects.
 */
export type SharedTexts = {
  readonly add: (text: string) => void;
  /** Empty if there is no text of that number. */
  readonly at: (index: number) => string;
};

export function makeSharedTexts(): SharedTexts {
  let bytes = Buffer.allocUnsafe(64 * 1024);
  let ends = new Uint32Array(1024);
  let [count, used] = [0, 0];
  return {
    add: (text) => {
      const length = Buffer.byteLength(text);
      if (count === mostSharedTexts) throw beyondLimit(`the workbook has more than ${mostSharedTexts} texts`);
      if (used + length > mostSharedBytes)
        throw beyondLimit(`the texts of the workbook are larger than ${mostSharedBytes / 1024 / 1024} MiB`);
      if (used + length > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, used + length));
        bytes.copy(larger, 0, 0, used);
        bytes = larger;
      }
      if (count === ends.length) {
        const larger = new Uint32Array(ends.length * 2);
        larger.set(ends);
        ends = larger;
      }
      used += bytes.write(text, used);
      ends[count++] = used;
    },
    at: (index) => {
      const end = index < count ? ends[index] : undefined;
      return end === undefined ? '' : bytes.toString('utf8', ends[index - 1] ?? 0, end);
    },
  };
}
