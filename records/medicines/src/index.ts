export { MedicinesError, type MedicinesErrorCode } from './medicines-error.ts';
export type { Component, GenericRole, Medicine, MedicineIndex, Pack } from './medicine.ts';
export { decodeBdpm } from './bdpm/decode-bdpm.ts';
export { bdpmFiles, type BdpmFile, type BdpmTexts } from './bdpm/read-table.ts';
export { buildIndex, type BuildReport } from './bdpm/build-index.ts';
export { writeIndex } from './index-file/write-index.ts';
export { openIndex } from './index-file/open-index.ts';
