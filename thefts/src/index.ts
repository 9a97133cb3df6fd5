export { attacksBlock, type AttacksBlock } from './attacks-block.ts';
export { runCheck } from './run-check.ts';
export { runExchange } from './run-exchange.ts';
export { runIdentities } from './run-identities.ts';
export { runPage } from './run-page.ts';
export { runRecords } from './run-records.ts';
export { holds, isDemonstrable, type ScenarioResult } from './theft.ts';
