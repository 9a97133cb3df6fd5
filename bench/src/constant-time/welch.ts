/**
 * Welch's t for the means of two samples with variances of their own: about normal with variance 1 for equal means.
 *
 * @throws if a sample has fewer than two values or neither varies
 */
export function welch(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [moments(one), moments(other)];
  const error = Math.sqrt(a.variance / one.length + b.variance / other.length);
  if (!(error > 0)) throw new Error('the samples do not vary');
  return (a.mean - b.mean) / error;
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  if (values.length < 2) throw new Error('a sample has fewer than two values');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
