/** Leaves `from` to `to` - 1. */
export type Range = { readonly from: number; readonly to: number };
/** A whole subtree of 2^height leaves: `index` times 2^height is its first leaf. */
export type TreeNode = { readonly height: number; readonly index: number };

/** The ranges whose hashes are the audit path of a leaf (RFC 6962 section 2.1.1), from the leaf upwards. */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = [];
  let range: Range = { from: 0, to: size };
  while (range.to - range.from > 1) {
    const middle = range.from + splitOf(range.to - range.from);
    const [left, right] = [
      { from: range.from, to: middle },
      { from: middle, to: range.to },
    ];
    path.unshift(index < middle ? right : left);
    range = index < middle ? left : right;
  }
  return path;
}

/** The ranges whose hashes prove that `first` leaves are a prefix of `second` (RFC 6962 section 2.1.2). */
export function consistencyRanges(first: number, second: number): Range[] {
  const path: Range[] = [];
  let range: Range = { from: 0, to: second };
  let whole = true;
  while (range.to !== first) {
    const middle = range.from + splitOf(range.to - range.from);
    if (first <= middle) {
      path.unshift({ from: middle, to: range.to });
      range = { from: range.from, to: middle };
    } else {
      path.unshift({ from: range.from, to: middle });
      range = { from: middle, to: range.to };
      whole = false;
    }
  }
  // If the first tree is this subtree, the verifier has its root already.
  return whole ? path : [range, ...path];
}

/** A range as the whole subtrees that it consists of, the largest first. Its start is a multiple of the largest. */
export function wholeNodes({ from, to }: Range): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let start = from; start < to;) {
    let height = 0;
    while (start + 2 ** (height + 1) <= to && start % 2 ** (height + 1) === 0) height += 1;
    nodes.push({ height, index: start / 2 ** height });
    start += 2 ** height;
  }
  return nodes;
}

/** The largest power of two below n. */
function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
