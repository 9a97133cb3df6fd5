export type { SiteErrorCode } from './site-error.ts';
export { writeSite, type SiteSettings, type WrittenSite } from './write-site.ts';
export { createSiteServer, type SiteServer, type SiteServerSettings } from './site-server.ts';
export { readPageHashes, type PageHashes } from './page-hashes.ts';
