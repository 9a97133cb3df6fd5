/** Key sets of a practice, named by what one unit opens. */
export const practicePurposes = ['scope', 'search', 'agenda', 'inbox'] as const;
export type PracticePurpose = (typeof practicePurposes)[number];
