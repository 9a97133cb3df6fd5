import type { TypedTexts } from './session-calls.ts';

/** The state that all answers give together; null is a page or screen without an answer. */
export function typedOf(answers: readonly (TypedTexts | null)[]): TypedTexts {
  if (answers.some((answer) => answer === null || answer === 'unsure')) return 'unsure';
  return answers.includes('kept') ? 'kept' : 'none';
}
