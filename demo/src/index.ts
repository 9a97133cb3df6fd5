export { makePrng, type Prng } from './prng.ts';
export type { Person } from './person.ts';
export { generatePeople, syntheticPeople, type PeopleOptions } from './synthetic-people.ts';
export { laboratoryColumns, type LaboratoryColumn } from './laboratory/columns.ts';
export type { BrokenCode, LaboratoryTruth, PersonTruth } from './laboratory/truth.ts';
export { laboratoryLike, writeLaboratoryFile, type LaboratoryOptions } from './laboratory/write-laboratory-file.ts';
export { leakDescription } from './leak-description.ts';
export { syntheticPractice, type PracticeOptions, type PracticePatient } from './practice/synthetic-practice.ts';
