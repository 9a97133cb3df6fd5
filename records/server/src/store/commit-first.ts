/**
 * Thrown inside a transaction if something must be committed before it. The store rolls back, runs that step without a
 * connection, and repeats the transaction.
 */
export class CommitFirst extends Error {
  readonly first: () => Promise<void>;

  constructor(first: () => Promise<void>) {
    super('something must be committed first');
    this.first = first;
  }
}
