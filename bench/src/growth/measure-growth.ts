export { measureVault as measureGrowth } from '../vault/measure-vault.ts';
