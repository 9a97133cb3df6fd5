export { writeRecordsSite, type RecordsSiteSettings } from './write-records-site.ts';
export { createRecordsSite } from './records-site.ts';
