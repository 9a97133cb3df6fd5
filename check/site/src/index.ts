export { writeSite, type SiteSettings, type WrittenSite } from './write-site.ts';
export { createSiteServer } from './site-server.ts';
