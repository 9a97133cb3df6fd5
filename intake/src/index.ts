export { IntakeError, type IntakeErrorCode } from './intake-error.ts';
export {
  badRowCodes,
  type BadRowCode,
  type Compression,
  type DescribeOptions,
  type FileDescription,
  type OmittedPart,
  type SourceDoubt,
  type Row,
  type RowBatch,
  type SourceDescription,
  type SourceFormat,
} from './source.ts';
export { describeSource, describeSources, sourceName } from './describe-sources.ts';
export { readRows, rowsPerBatch } from './read-rows.ts';
export { sampleRows } from './sample-rows.ts';
export { categories, findCategory, type Category, type CategoryKey } from './categories.ts';
export { isEmptyValue } from './empty-value.ts';
export { identifierRoles, roleCategory, type ColumnRole, type IdentifierRole } from './mapping/column-role.ts';
export {
  proposeMapping,
  surveyMapping,
  type Doubt,
  type MappingProposal,
  type ProposedColumn,
  type ProposedSource,
} from './mapping/propose-mapping.ts';
export type { ColumnQuestion, Confidence } from './mapping/decide-role.ts';
export {
  formatMapping,
  mappingFromProposal,
  parseMapping,
  parseRole,
  type MappedColumn,
  type Mapping,
} from './mapping/mapping.ts';
export { makeExposure, mappedCategories } from './mapping/exposed-categories.ts';
export { dateOrders, isDateOrder, readDate, type DateOrder } from './dates/read-date.ts';
export { splitNirs } from './cells/nir-cell.ts';
export { plainGivenNames, splitFamilyNames } from './cells/name-cell.ts';
export { splitFullName } from './cells/full-name.ts';
export {
  holdsPeople,
  proposeDescribed,
  proposeFile,
  proposeSource,
  type FileProposal,
} from './mapping/propose-file.ts';
export {
  formatMappingFile,
  mappedFileName,
  parseMappedSource,
  readingOptions,
  type MappedSource,
} from './mapping/mapping-file.ts';
export { settleDates } from './mapping/settle-dates.ts';
