/**
 * The number of missing, additional, wrong or swapped letters between what was typed and the beginning of a word
 * (optimal string alignment; the rest of the word is free). Returns `limit + 1` as soon as it is above the limit.
 */
export function spellingDistance(typed: string, word: string, limit: number): number {
  const width = Math.min(word.length, typed.length + limit);
  if (width < typed.length - limit) return limit + 1;
  let [beforeLast, last, row] = [rows[0] as number[], rows[1] as number[], rows[2] as number[]];
  for (let column = 0; column <= width; column += 1) last[column] = column;
  for (let at = 1; at <= typed.length; at += 1) {
    row[0] = at;
    let best = at;
    for (let column = 1; column <= width; column += 1) {
      const isSame = typed.charCodeAt(at - 1) === word.charCodeAt(column - 1);
      let value = Math.min(
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        (last[column] ?? 0) + 1,
        (row[column - 1] ?? 0) + 1,
      );
      const isSwapped =
        at > 1 &&
        column > 1 &&
        typed.charCodeAt(at - 1) === word.charCodeAt(column - 2) &&
        typed.charCodeAt(at - 2) === word.charCodeAt(column - 1);
      if (isSwapped) value = Math.min(value, (beforeLast[column - 2] ?? 0) + 1);
      row[column] = value;
      if (value < best) best = value;
    }
    if (best > limit) return limit + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  let best = limit + 1;
  for (let column = 0; column <= width; column += 1) best = Math.min(best, last[column] ?? best);
  return best;
}

const rows: number[][] = [[], [], []];
