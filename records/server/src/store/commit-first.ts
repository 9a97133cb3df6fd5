/**
 * Thrown by the work of a transaction that finds that something must be committed before it. The store rolls back, does
 * that without holding a connection, and begins the work again.
 */
export class CommitFirst extends Error {
  readonly first: () => Promise<void>;

  constructor(first: () => Promise<void>) {
    super('something must be committed first');
    this.first = first;
  }
}
