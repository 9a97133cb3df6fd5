/** What happened, and what is safe or to do. */
export type FailureText = readonly [title: string, advice: string];
