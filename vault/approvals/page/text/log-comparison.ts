/** Relation of the log in an order to the log that a vault cosigned last. */
export type LogComparison = 'same' | 'shorter' | 'longer' | 'other';
