export { loadSodiumGroup } from './sodium-group.ts';
