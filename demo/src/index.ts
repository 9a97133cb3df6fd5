export { makePrng, type Prng } from './prng.ts';
export type { Person } from './person.ts';
export { generatePeople, syntheticPeople } from './synthetic-people.ts';
export { laboratoryColumns } from './laboratory/columns.ts';
export type { LaboratoryTruth } from './laboratory/truth.ts';
export { laboratoryLike, writeLaboratoryFile } from './laboratory/write-laboratory-file.ts';
export { leakDescription } from './leak-description.ts';
export { demonstrationGrowth } from './practice/growth-resources.ts';
export { syntheticPractice, type PracticePatient } from './practice/synthetic-practice.ts';
